#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/key_material.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace workbench {

/// What is read off a certificate signing request (PKCS#10, RFC 2986).
struct SigningRequestFacts
{
    QString commonName; ///< last CN of the subject, may be empty
    QString subject; ///< as of nameText()
    QStringList san; ///< as of subjectAltNames()
    QString key; ///< as of keyDescription(); empty when the library does not know the key
    QString signatureAlgorithm; ///< OpenSSL's long name
    bool signatureFits = false; ///< made with the key in it: the sender has that key
    QByteArray spkiSha256; ///< 32 bytes over the SubjectPublicKeyInfo
    QList<RawExtension> extensions; ///< asked for, in the order of the request

    bool operator==(const SigningRequestFacts&) const = default;
};

using SigningRequestPtr = std::shared_ptr<X509_REQ>;

/// A request with subject, names and extensions as `wanted` describes them (no serial, dates and
/// key identifiers: those are the issuer's), signed with `key`. Errors as of issueCertificate().
Result<SigningRequestPtr> makeSigningRequest(const CertificateRequest& wanted, EVP_PKEY* key);

/// Reads the first request in `bytes`, PEM (with any text around it) or DER. Error (InvalidInput):
/// it is none, or asks for more than 100 extensions; `origin` (a file name) becomes `where`.
Result<SigningRequestPtr> readSigningRequest(const QByteArray& bytes, const QString& origin);

/// Every request in `bytes`, at least one; the same otherwise.
Result<QList<SigningRequestPtr>> readSigningRequests(const QByteArray& bytes,
                                                     const QString& origin);

SigningRequestFacts signingRequestFacts(X509_REQ* request);

QByteArray signingRequestPem(X509_REQ* request);

/// Which extensions of a request go into the certificate.
struct CopiedExtensions
{
    bool all = false; ///< every one; a CA that does this signs what it is asked to
    QStringList chosen; ///< OpenSSL's short names or dotted OIDs
};

/// Certifies the request's key. Subject and names are the request's, unless `wanted` has some;
/// everything else is as `wanted` says (its `key` is not looked at). The result has no key. Errors
/// as of issueCertificate(); InvalidInput with where = "request" when the signature does not fit or
/// a chosen extension is not in it.
Result<KeyMaterial> signRequest(X509_REQ* request,
                                const CertificateRequest& wanted,
                                const CopiedExtensions& copied,
                                const KeyMaterial& issuer);

} // namespace workbench
