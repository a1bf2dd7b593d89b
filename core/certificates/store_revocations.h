#pragma once

#include "core/certificates/certificate_verifier.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/store_entry.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// A certificate that a CA of the store has revoked.
struct KnownRevocation
{
    QString ca; ///< name of the entry
    Revocation revocation;
    RevocationLists lists; ///< the CA's own list
};

/// What the CAs of a store have revoked: the lists that lie beside their entries, read once. A list
/// that cannot be read, or is not the CA's, counts as none: where revocations are made that is
/// said. Made from files: with large stores in worker threads. Looking is quick for whatever is not
/// revoked; a hit costs checking a signature.
class StoreRevocations
{
public:
    StoreRevocations() = default; ///< nothing is revoked
    explicit StoreRevocations(const QList<StoreEntry>& entries);

    /// Nothing: it is not revoked, or its CA is not here. `certificate` must not be null.
    std::optional<KnownRevocation> find(X509* certificate) const;
    std::optional<KnownRevocation> find(const StoreEntry& entry) const;

    bool isEmpty() const { return m_cas.isEmpty(); }

    bool operator==(const StoreRevocations&) const = default;

private:
    struct Ca
    {
        QString name;
        std::shared_ptr<X509> certificate;
        RevocationLists lists;
        QHash<QString, Revocation> revoked; ///< by serial number

        /// Lists that revoke the same are the same here.
        bool operator==(const Ca& other) const
        {
            return name == other.name && revoked == other.revoked
                && X509_cmp(certificate.get(), other.certificate.get()) == 0;
        }
    };

    QList<Ca> m_cas;
};

} // namespace workbench
