#pragma once

#include "core/certificates/certificate_facts.h"
#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace workbench {

/// One entry of a store: what lists show and searches compare. No private key in it.
struct StoreEntry
{
    QString name; ///< case-sensitive; unique in "My certificates"
    QString path; ///< the file that it stands in, its PKCS#11 URI on a token; empty: none
    CertificateFacts facts;
    QByteArray der; ///< the certificate
    QList<QByteArray> chain; ///< DER of the issuers that lie in the same file, nearest first
    bool hasPrivateKey = false;
    bool keyEncrypted = false; ///< by a password; on a token: its PIN has not been given yet
    bool keyOnToken = false; ///< the private key lies on a PKCS#11 token and stays there
    QByteArray searchText = {}; ///< the facts, ready to be searched; see StoreMatcher

    /// "ca", "intermediate", "server", "client", "self-signed" or "certificate": read off the
    /// facts.
    QString kind() const;

    bool operator==(const StoreEntry&) const = default;
};

/// The order of lists: by name, whatever the case.
bool comesBefore(const StoreEntry& left, const StoreEntry& right);

/// Certificate and chain of an entry, without its key: no password is needed.
KeyMaterial certificatesOf(const StoreEntry& entry);

} // namespace workbench
