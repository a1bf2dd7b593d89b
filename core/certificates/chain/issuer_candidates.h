#pragma once

#include "core/certificates/chain/certificate_pool.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace workbench {

/// How well a certificate fits as the issuer of another one.
enum class CandidateOutcome
{
    Taken,
    Possible, ///< it fits, another one is taken
    Refused,
};

const char* toIdentifier(CandidateOutcome outcome); ///< "taken", "possible", "refused"

/// One certificate that might have issued another one, and what became of it.
struct IssuerCandidate
{
    PoolCertificate found;
    bool nameFits = false; ///< its subject is the other's issuer
    std::optional<bool> keyIdentifierFits; ///< nothing: one of them does not say
    bool signatureFits = false; ///< its key made the other's signature
    CandidateOutcome outcome = CandidateOutcome::Refused;
    QString id; ///< of the reason: "name-differs", "signature-invalid", …
    QString reason; ///< in words, one sentence
};

struct CandidateQuestion
{
    QDateTime time; ///< moment at which it should be valid; invalid: now
    /// DER of certificates that are taken before others that fit as well, e.g. those that stand
    /// in the file.
    QList<QByteArray> preferred;
};

/// Every certificate of the pool that has to do with the issuer of `certificate`: its name, its key
/// identifier or (in pools of up to 1000 certificates) its key fits; the one that is taken first,
/// then the possible, then the refused ones. Taken is the first preferred one that fits, else one
/// that is valid at that time before others, a trusted or self-signed one before others, the latest
/// end before others, as OpenSSL chooses. Empty for one that signed itself. Thread-safe.
QList<IssuerCandidate>
issuerCandidates(X509* certificate, const CertificatePool& pool, const CandidateQuestion& question);

} // namespace workbench
