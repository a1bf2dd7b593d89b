#pragma once

#include "core/base/error.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/store_entry.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QSet>
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

/// A list beside the entry of a CA that says nothing.
struct UnreadableList
{
    QString ca; ///< name of the entry
    QString entryPath;
    std::shared_ptr<X509> certificate; ///< the CA's
    Error error; ///< where = the list's file

    bool operator==(const UnreadableList& other) const
    {
        return entryPath == other.entryPath && error == other.error;
    }
};

/// What the CAs of a store have revoked: the lists that lie beside their entries, read once. Made
/// from files: with large stores in worker threads. Looking is quick for whatever is not revoked; a
/// hit costs checking a signature.
class StoreRevocations
{
public:
    StoreRevocations() = default; ///< nothing is revoked
    explicit StoreRevocations(const QList<StoreEntry>& entries);

    /// Nothing: it is not revoked, or its CA is not here. `certificate` must not be null.
    std::optional<KnownRevocation> find(X509* certificate) const;
    std::optional<KnownRevocation> find(const StoreEntry& entry) const;

    /// The lists of every CA that issued one of the certificates (DER).
    RevocationLists listsAbout(const QList<QByteArray>& certificates) const;

    bool isEmpty() const { return m_cas.isEmpty(); }

    /// CAs whose list cannot be read: what they have revoked is not known.
    const QList<UnreadableList>& unreadable() const { return m_unreadable; }

    bool isUnreadableOf(const StoreEntry& ca) const;

    /// The one that issued the certificate; null: none of them.
    const UnreadableList* unreadableAbout(X509* certificate) const;

    bool operator==(const StoreRevocations&) const = default;

private:
    struct Ca
    {
        QString name;
        std::shared_ptr<X509> certificate;
        RevocationLists lists;
        QHash<QString, Revocation> revoked; ///< by serial number
        QSet<QByteArray> formerKeys; ///< key identifiers of those that it had before

        /// Lists that revoke the same are the same here.
        bool operator==(const Ca& other) const
        {
            return name == other.name && revoked == other.revoked && formerKeys == other.formerKeys
                && X509_cmp(certificate.get(), other.certificate.get()) == 0;
        }
    };

    void read(const StoreEntry& entry, const QString& path);
    static bool isBy(const Ca& ca, X509* certificate);

    QList<Ca> m_cas;
    QList<UnreadableList> m_unreadable;
};

/// The query of a check that names no lists: what CAs of the store have revoked counts, wherever it
/// stands in the chain that is built. As it is where they have no lists.
VerifyQuery withKnownRevocations(const VerifyQuery& query,
                                 const QList<QByteArray>& sent,
                                 const TrustAnchors& anchors,
                                 const StoreRevocations& revocations);

} // namespace workbench
