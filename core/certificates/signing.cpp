#include "core/certificates/signing.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/certificate_text.h"

namespace workbench {

Result<const EVP_MD*> parseDigest(const QString& name)
{
    const EVP_MD* const digest = EVP_get_digestbyname(name.toLatin1().constData());
    if (digest == nullptr) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = CertificateText::tr("“%1” is not a digest that the TLS library has.").arg(name),
             .remedy = CertificateText::tr("Choose for instance sha256, sha384 or sha512."),
             .where = QStringLiteral("digest")});
    }
    return digest;
}

bool hasOwnDigest(const EVP_PKEY* key)
{
    const int type = EVP_PKEY_get_base_id(key);
    return type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448;
}

Result<const EVP_MD*> signatureDigest(const EVP_PKEY* key, const QString& name)
{
    if (!hasOwnDigest(key)) {
        return parseDigest(name);
    }
    if (name.compare(CertificateRequest {}.digest, Qt::CaseInsensitive) != 0) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = CertificateText::tr("The key that signs is %1: its signatures have a "
                                            "digest of their own, and %2 cannot be chosen.")
                            .arg(QString::fromLatin1(EVP_PKEY_get0_type_name(key)), name),
             .remedy = CertificateText::tr("Leave the digest out, or sign with an RSA or EC key."),
             .where = QStringLiteral("digest")});
    }
    return nullptr;
}

QString digestOf(X509* certificate)
{
    int digest = NID_undef;
    const bool known = X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) == 1
        && digest != NID_undef;
    return known ? QString::fromLatin1(OBJ_nid2sn(digest)) : CertificateRequest {}.digest;
}

Error signingError(const QString& digest)
{
    Error error
        = openSslError(CertificateText::tr("The issuer's key cannot sign with %1.").arg(digest));
    error.code = ErrorCode::NotSupported;
    return error;
}

Result<void> checkSigner(const KeyMaterial& issuer)
{
    const QString where = QStringLiteral("issuer");
    if (!issuer.certificate || !issuer.hasKey()) {
        return fail({.code = ErrorCode::NoPrivateKey,
                     .message = CertificateText::tr(
                         "The issuer has no private key here, so it cannot sign."),
                     .remedy = CertificateText::tr(
                         "Choose a CA whose private key is in the store, or import that key."),
                     .where = where});
    }
    if (!keyFits(issuer)) {
        return fail({.code = ErrorCode::KeyMismatch,
                     .message = CertificateText::tr(
                         "The issuer's private key does not belong to its certificate."),
                     .where = where});
    }
    return {};
}

} // namespace workbench
