#pragma once

#include "core/base/bytes.h"
#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace workbench {

/// What is read off one certificate: plain values for lists, details and reports.
struct CertificateFacts
{
    QString commonName; ///< last CN of the subject, may be empty
    QString subject; ///< RFC 4514 order as OpenSSL prints it with ", ", e.g. "CN=shop, O=Test"
    QString issuer; ///< likewise
    QString serial; ///< lower-case hexadecimal, as stored, without separators
    QByteArray sha1; ///< 20 bytes over the DER
    QByteArray sha256; ///< 32 bytes over the DER
    QDateTime notBefore; ///< UTC
    QDateTime notAfter; ///< UTC
    QStringList san; ///< "dns:localhost", "ip:127.0.0.1", "uri:…", "email:…"
    QString key; ///< "EC P-256", "RSA 2048", "Ed25519", …
    QString signatureAlgorithm; ///< OpenSSL's long name, e.g. "ecdsa-with-SHA256"
    QStringList extendedKeyUsage; ///< "serverAuth", "clientAuth", dotted OIDs for others
    QByteArray spkiSha256; ///< 32 bytes over the SubjectPublicKeyInfo
    bool isCa = false; ///< basic constraints say CA
    bool selfIssued = false; ///< subject and issuer are equal
    bool selfSigned = false; ///< self-issued and the signature fits the own key

    bool operator==(const CertificateFacts&) const = default;
};

/// What people call it in a sentence: the common name, else the whole subject.
QString shortName(const CertificateFacts& facts);
QString shortName(X509* certificate);

/// A name to keep it under: common name, else the first SAN without its type, else the last part of
/// the subject, else the serial.
QString entryName(const CertificateFacts& facts);

/// The facts of an already parsed certificate. `certificate` must not be null.
CertificateFacts certificateFacts(X509* certificate);

/// Parses one DER certificate. Error (InvalidInput) when it is none or bytes follow it.
Result<X509Ptr> parseCertificate(QByteArrayView der);

/// Parses and reads in one go.
Result<CertificateFacts> certificateFacts(QByteArrayView der);

/// The DER bytes of a certificate.
QByteArray toDer(const X509* certificate);

/// "EC P-256", "RSA 2048", "Ed25519", …: kind and strength of a key, private or public.
QString keyDescription(EVP_PKEY* key);

/// Why a certificate is fine or not at `now`, without looking at its issuer: drives the icon and
/// word of a list row and `status` of `store list`.
enum class ValidityStatus
{
    Valid,
    ExpiresSoon,
    Expired,
    NotYetValid
};

/// How many days before its end a certificate expires soon, until somebody says otherwise.
inline constexpr int kUsualSoonDays = 30;

ValidityStatus
validityAt(const CertificateFacts& facts, const QDateTime& now, int soonDays = kUsualSoonDays);
const char*
toIdentifier(ValidityStatus status); ///< "valid", "expires-soon", "expired", "not-yet-valid"

} // namespace workbench
