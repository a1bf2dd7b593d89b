#pragma once

#include "core/base/result.h"
#include "core/base/secret_bytes.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/signing_request.h"
#include "core/certificates/store_import.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// A request that waits for its certificate.
struct PendingRequest
{
    QString name; ///< of the store entry that it is to become
    QString path;
    SigningRequestFacts facts;
    bool keyEncrypted = false;
};

/// A request that is to wait.
struct NewRequest
{
    QString wish; ///< for its name; empty: after the subject
    SigningRequestPtr request;
    std::shared_ptr<EVP_PKEY> key;
    SecretBytes keyPassword = {}; ///< what the key is kept under; empty: in clear
};

/// How far adding many came.
struct RequestsAdded
{
    QList<PendingRequest> added; ///< in their order
    QList<Error> faults;
    bool cancelled = false;
};

/// How far giving many entries their keys came.
struct RequestsCompleted
{
    QList<StoreEntry> completed; ///< they have their keys now
    QList<StoreEntry> locked; ///< the passphrases of theirs were not given, or are others
    QList<PendingRequest> waiting; ///< what still waits
    QList<Error> faults;
    bool cancelled = false;
};

/// The requests made here, in the store's folder: one file `NAME.csr` each, mode 0600, which holds
/// the request and then its private key (PKCS#8), so that one rename replaces both and OpenSSL
/// reads the file as it is. The folder is the only state.
class PendingRequests
{
public:
    explicit PendingRequests(QString folder);

    /// Sorted by name. Files that cannot be read are `faults`, which may be null.
    QList<PendingRequest> list(QList<Error>* faults = nullptr) const;

    /// The one of them whose key has this hash, as of CertificateFacts::spkiSha256.
    static std::optional<PendingRequest> waitingFor(const QByteArray& spkiSha256,
                                                    const QList<PendingRequest>& waiting);

    /// Errors: AlreadyExists, InvalidInput, PermissionDenied, FileFault.
    Result<PendingRequest> add(const QString& name,
                               X509_REQ* request,
                               const std::shared_ptr<EVP_PKEY>& key,
                               const QByteArray& keyPassword) const;

    /// Adds many, each under a name that no entry of `store` and no other request has.
    RequestsAdded addTogether(const CertificateStore& store,
                              const QList<NewRequest>& requests,
                              const ImportProgress& progress = {}) const;

    /// The private key. Errors: PasswordNeeded, WrongPassword, FileFault.
    static Result<std::shared_ptr<EVP_PKEY>> loadKey(const PendingRequest& request,
                                                     const QByteArray& password);

    /// Adds the certificate that `pending` waits for as an entry, in one step with its private key,
    /// which stays under the same password. The request is there until complete() is called, last
    /// of all: whatever interrupts the work, who does it again finds what is left to do. Errors:
    /// PasswordNeeded, WrongPassword; those of CertificateStore::add().
    static Result<StoreEntry> answer(CertificateStore& store,
                                     const QString& name,
                                     const KeyMaterial& certificates,
                                     const PendingRequest& pending,
                                     const QByteArray& password);

    /// Gives an entry without private key the one that waits for it, protected by the same
    /// password, and removes the request. Of an entry that has its key only the request is removed;
    /// one for which none waits is returned as it is. `waiting`: what list() said, once for many
    /// entries; the request leaves it. Errors: PasswordNeeded, WrongPassword; those of
    /// CertificateStore::replace().
    Result<StoreEntry> complete(CertificateStore& store,
                                const StoreEntry& entry,
                                QList<PendingRequest>& waiting,
                                const QByteArray& password) const;

    /// Does so for those of many entries that lack a key which waits here. `passphrases`: by
    /// CertificateFacts::spkiSha256.
    RequestsCompleted completeTogether(CertificateStore& store,
                                       const QList<StoreEntry>& entries,
                                       const QHash<QByteArray, SecretBytes>& passphrases,
                                       const ImportProgress& progress = {}) const;

    /// The one of that name. Error NotFound.
    Result<PendingRequest> find(const QString& name) const;

    /// The request alone, as PEM. Errors: FileFault, InvalidInput.
    static Result<QByteArray> pem(const PendingRequest& request);

    /// Removes the file and returns its bytes, with which `restore` undoes it. They hold the
    /// private key. Errors as of the store.
    Result<QByteArray> remove(const PendingRequest& request) const;
    Result<void> restore(const QString& name, const QByteArray& content) const;

private:
    Result<void> discard(const PendingRequest& request) const;

    QString m_folder;
};

} // namespace workbench
