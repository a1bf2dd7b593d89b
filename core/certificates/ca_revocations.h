#pragma once

#include "core/base/result.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/key_material.h"
#include "core/certificates/revocation_list.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// How the next CRL of a CA is made.
struct PublishOptions
{
    QDateTime thisUpdate; ///< invalid: now
    QDateTime nextUpdate; ///< invalid: 30 days after thisUpdate
    QString digest = QStringLiteral("sha256");
};

/// What lies beside the file of a CA.
struct CaLists
{
    RevocationListPtr current; ///< signed with the CA's key; null: none since it has this key
    QList<RevocationListPtr> former; ///< of the same name, signed with keys that it had before, the
                                     ///< latest first

    /// What the next list takes over: that of the current one, or of the latest before it.
    RevocationListFacts latest() const;
};

/// Reads the lists of a CA. Nothing: there is no such file. Errors: FileFault, PermissionDenied,
/// InvalidInput (broken, or one of another CA; where = the file).
Result<std::optional<CaLists>> readCaLists(const QString& path, X509* ca);

/// What a CA of the store has revoked. Its current CRL is the only state: `NAME.crl` (PEM) beside
/// `NAME.pem`, which other tools read as it is. A CA that got a new key takes over what it revoked
/// before; the last list of its former key stays behind its own, for what that key signed. Every
/// change writes the whole list anew, atomically, with the CRL number counted up; a lock file keeps
/// two programs from losing each other's change.
class CaRevocations
{
public:
    /// `entry` is the CA's; `ca` its certificate and, for changes, its key.
    CaRevocations(const StoreEntry& entry, KeyMaterial ca);

    QString path() const { return m_path; }

    /// The current list; nothing when none was made yet. Errors: FileFault, InvalidInput (broken,
    /// or of another CA; where = the file).
    Result<std::optional<RevocationListFacts>> current() const;

    /// Adds the certificate to the list, or changes time and reason of one that is in it; the
    /// reason "removeFromCRL" takes it out. Errors: of issueRevocationList(); NotFound when it is
    /// not in the list it shall leave.
    Result<RevocationListPtr> revoke(const Revocation& revocation, const PublishOptions& options);

    /// A new list with the same revocations.
    Result<RevocationListPtr> publish(const PublishOptions& options);

private:
    Result<RevocationListPtr> write(const std::optional<Revocation>& change,
                                    const PublishOptions& options);

    QString m_path;
    KeyMaterial m_ca;
};

/// Where the CRL of an entry's file lies.
QString revocationListPath(const QString& entryPath);

} // namespace workbench
