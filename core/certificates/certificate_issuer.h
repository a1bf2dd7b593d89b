#pragma once

#include "core/certificates/certificate_request.h"
#include "core/certificates/key_material.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// The key specifications of issueCertificate() that a person is offered, in the order in which one
/// chooses; the knowingly bad ones are not in it.
QStringList supportedKeySpecifications();

/// Reads one SAN as a person types it ("localhost", "*.shop.test", "127.0.0.1", "::1",
/// "dns:bücher.example", "uri:…", "email:…") and returns the canonical "type:value"; international
/// names in ASCII form.
Result<QString> parseSubjectAltName(const QString& text);

/// Makes key and certificate. `issuer` (with key) signs; null: the certificate signs itself, which
/// only Ca and SelfSigned may. The chain of the result is the issuer followed by the issuer's own
/// chain, a self-signed root left out: a server sends it as it stands. Takes up to seconds for RSA
/// 4096: call it off the GUI thread. Pure: touches no file. Errors: InvalidInput (where =
/// "subject", "san", "key", "validity", "digest", "issuer", "serial" and those of
/// requestedExtensions()), NoPrivateKey and KeyMismatch (where = "issuer"), NotSupported.
Result<KeyMaterial> issueCertificate(const CertificateRequest& request, const KeyMaterial* issuer);

/// Whom a certificate is for, where key and name exist already.
struct CertificateSubject
{
    std::shared_ptr<EVP_PKEY> key; ///< the public part is certified; signs itself without an issuer
    std::shared_ptr<X509_NAME> name; ///< taken as it is encoded; null: the request's `subject`
};

/// The same for a key that exists (`request.key` is not looked at): for requests of others and for
/// renewals. The result has no key.
Result<KeyMaterial> certifyKey(const CertificateRequest& request,
                               const CertificateSubject& subject,
                               const KeyMaterial* issuer);

/// What would come out, for looking at and linting: nothing secret is needed, and since a stand-in
/// signs for `issuer` (null: `subject.key` signs), nobody would believe it. Errors as of
/// issueCertificate(), except those about the issuer.
Result<std::shared_ptr<X509>> previewCertificate(const CertificateRequest& request,
                                                 const CertificateSubject& subject,
                                                 X509* issuer);

} // namespace workbench
