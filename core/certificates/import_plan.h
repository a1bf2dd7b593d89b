#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_store.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

/// What is imported is no larger, in bytes.
constexpr qint64 kLargestImport = 64LL << 20;

/// One file or pasted text, read.
struct ImportFile
{
    CertificateBundle bundle;
    QString wish; ///< for the entry's name, when it is one; empty: after the subject
    QString origin; ///< for messages
    SecretBytes keyPassword = {}; ///< what its keys are kept under; empty: in clear
};

/// One thing that files hold, and what an import of it does.
struct ImportItem
{
    enum class Action
    {
        Add,
        AddKey, ///< the entry is there without its key
        Nothing, ///< the entry is there; nothing is imported twice
        Refuse ///< `fault` says why
    };

    Action action = Action::Add;
    KeyMaterial material; ///< certificate null: a key alone
    QString name; ///< of the entry: a free one, or what it is called that is there
    QStringList origins; ///< where the certificate, then its key was found
    CertificateFacts facts; ///< of the certificate
    SecretBytes keyPassword; ///< what the key is kept under; empty: in clear
    std::optional<Error> fault;
};

/// Puts together what the files hold, without touching the store: the certificates that each file
/// is about, with their issuers from all of them, and keys with their certificates, those of the
/// store included. What a file holds several of is called as the file does (PKCS#12), or after the
/// subjects; names that are taken are counted on. Refused are keys that fit nothing, and all keys
/// of a file that also has certificates when none belong together, for it was put together wrongly:
/// their certificates may be in the store then, but have to be in one of the files.
QList<ImportItem> planImport(const CertificateStore& store, const QList<ImportFile>& files);

} // namespace workbench
