#pragma once

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_store.h"

namespace workbench {

/// What an import did for one certificate.
struct ImportedEntry
{
    enum class Outcome
    {
        Added,
        KeyAdded, ///< the entry was there without its key
        Present ///< nothing is imported twice
    };

    StoreEntry entry;
    Outcome outcome = Outcome::Added;
};

/// One file or pasted text, read.
struct ImportFile
{
    CertificateBundle bundle;
    QString wish; ///< for the entry's name, when it is one; empty: after the subject
    QString origin; ///< for messages
    QByteArray keyPassword = {}; ///< what its keys are kept under; empty: in clear
};

/// Puts everything of the files into the store: the certificates that each file is about, with
/// their issuers from all of them, and keys with their certificates, those of the store included.
/// Names that are taken are counted on; what a file holds several of is named after the subjects.
/// `name`: exactly this one, for a single new certificate. Nothing is changed when a key fits no
/// certificate, or a file holds both and none belong together. Errors: KeyMismatch; InvalidInput
/// (where = "name": several are new); those of CertificateStore::add().
Result<QList<ImportedEntry>>
importInto(CertificateStore& store, const QList<ImportFile>& files, const QString& name = {});

} // namespace workbench
