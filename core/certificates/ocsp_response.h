#pragma once

#include "core/base/result.h"
#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace workbench {

/// What an OCSP responder says about one certificate (RFC 6960 section 2.2).
enum class OcspStatus
{
    Good,
    Revoked,
    Unknown
};

/// "good", "revoked", "unknown". Error (InvalidInput, where = "status").
Result<OcspStatus> parseOcspStatus(const QString& word);
const char* toIdentifier(OcspStatus status);

/// An OCSP response to be made for stapling.
struct OcspRequest
{
    OcspStatus status = OcspStatus::Good;
    QString reason; ///< Revoked: one of revocationReasonWords(); empty: none
    QDateTime revocationTime; ///< Revoked; invalid: thisUpdate
    QDateTime thisUpdate; ///< invalid: now
    QDateTime
        nextUpdate; ///< invalid: seven days after thisUpdate; in the past: an expired response
    QString digest = QStringLiteral("sha256"); ///< of the signature
};

/// The DER of a successful OCSPResponse (RFC 6960 section 4.2.1) about `certificate`, made and
/// signed by the CA that issued it. Errors: InvalidInput (where = "issuer" when `ca` did not issue
/// it, "reason", "time", "digest"), NoPrivateKey, KeyMismatch, NotSupported.
Result<QByteArray>
makeOcspResponse(X509* certificate, const OcspRequest& request, const KeyMaterial& ca);

/// One answer in a response.
struct OcspAnswer
{
    QString serial; ///< as of serialText()
    OcspStatus status = OcspStatus::Unknown;
    QString reason; ///< empty: none given
    QDateTime revocationTime; ///< UTC; Revoked only
    QDateTime thisUpdate;
    QDateTime nextUpdate; ///< invalid when there is none

    bool operator==(const OcspAnswer&) const = default;
};

/// What is read off an OCSP response.
struct OcspFacts
{
    QString responseStatus; ///< "successful", "trylater", … as OpenSSL writes it
    QDateTime producedAt; ///< UTC
    QString signatureAlgorithm; ///< OpenSSL's long name
    QList<OcspAnswer> answers;

    bool operator==(const OcspFacts&) const = default;
};

/// A file beyond it holds no OCSP response.
constexpr qint64 kLargestStaple = 1 << 20;

/// Reads a response from DER. Error (InvalidInput); `origin` becomes `where`.
Result<OcspFacts> readOcspResponse(const QByteArray& der, const QString& origin);

} // namespace workbench
