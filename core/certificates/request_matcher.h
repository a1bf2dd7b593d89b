#pragma once

#include "core/certificates/import_plan.h"
#include "core/certificates/pending_requests.h"
#include "core/certificates/signing_request.h"

#include <QHash>
#include <QSet>

#include <utility>

namespace workbench {

/// A request's private key, and what it is kept under.
struct RequestKey
{
    std::shared_ptr<EVP_PKEY> key; ///< null: none
    SecretBytes password = {};
};

/// Finds what belongs to requests among the files of an import, by the SHA-256 of the
/// SubjectPublicKeyInfo; made once for all.
class RequestMatcher
{
public:
    /// `waiting`: requests that wait in the store. `files` have to outlive it.
    RequestMatcher(const CertificateStore& store,
                   const QList<PendingRequest>& waiting,
                   QList<ImportFile>& files);

    /// Whether there is a certificate for the request's key, in the store or in the files.
    bool isCertified(const SigningRequestFacts& request) const;

    /// The request here that waits with the same key; empty: none.
    QString waitingFor(const SigningRequestFacts& request) const;

    /// Takes the request's private key out of the files.
    RequestKey takeKey(X509_REQ* request);

    /// Closes the gaps of what was taken; nothing is found any more.
    void finish();

private:
    QList<ImportFile>& m_files;
    QSet<QByteArray> m_certified;
    QHash<QByteArray, QString> m_waiting; ///< names
    QMultiHash<QByteArray, std::pair<qsizetype, qsizetype>> m_keys; ///< file and place in it
};

} // namespace workbench
