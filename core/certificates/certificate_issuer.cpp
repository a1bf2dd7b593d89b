#include "core/certificates/certificate_issuer.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_extensions.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/signing.h"

#include <algorithm>

namespace workbench {
namespace {

Error invalid(const char* where, const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QString::fromLatin1(where)};
}

Result<void> checkIssuer(const CertificateRequest& request, const KeyMaterial* issuer)
{
    const bool maySignItself
        = request.kind == CertificateKind::Ca || request.kind == CertificateKind::SelfSigned;
    if (issuer == nullptr) {
        if (maySignItself) {
            return {};
        }
        return fail(invalid(
            "issuer",
            CertificateText::tr("A certificate of this kind needs an issuer that signs it."),
            CertificateText::tr("Choose a CA, or make a self-signed certificate instead.")));
    }
    if (request.kind == CertificateKind::SelfSigned) {
        return fail(invalid("issuer",
                            CertificateText::tr("A self-signed certificate has no other issuer."),
                            CertificateText::tr("Leave the issuer out, or choose another kind.")));
    }
    Result<void> able = checkSigner(*issuer);
    if (!able) {
        return able;
    }
    if (!certificateFacts(issuer->certificate.get()).isCa && !request.allowUnsuitableIssuer) {
        return fail(
            invalid("issuer",
                    CertificateText::tr("The issuer is not a CA: what it signs is refused."),
                    CertificateText::tr("Choose a certificate of kind CA or intermediate.")));
    }
    return {};
}

bool isEncodable(const QDateTime& time)
{
    const int year = time.toUTC().date().year();
    return year >= 1 && year <= 9999;
}

Result<void> setValidity(X509* certificate, const CertificateRequest& request)
{
    const QDateTime from
        = (request.notBefore.isValid() ? request.notBefore : QDateTime::currentDateTimeUtc())
              .toUTC();
    const QDateTime standardEnd
        = from.addDays(request.days > 0 ? request.days : usualDays(request.kind));
    const QDateTime until = request.notAfter.isValid() ? request.notAfter.toUTC() : standardEnd;
    if (until < from) {
        return fail(
            invalid("validity",
                    CertificateText::tr("The certificate would end (%1) before it begins (%2).")
                        .arg(until.toString(Qt::ISODate), from.toString(Qt::ISODate)),
                    CertificateText::tr("Choose an end that is after the beginning.")));
    }
    if (!isEncodable(from) || !isEncodable(until)) {
        return fail(invalid(
            "validity", CertificateText::tr("A certificate's dates lie in the years 1 to 9999.")));
    }
    if (ASN1_TIME_set(X509_getm_notBefore(certificate), from.toSecsSinceEpoch()) == nullptr
        || ASN1_TIME_set(X509_getm_notAfter(certificate), until.toSecsSinceEpoch()) == nullptr) {
        return fail(openSslError(CertificateText::tr("The dates cannot be encoded.")));
    }
    return {};
}

/// A random positive number of 127 bits: 16 bytes, unguessable, never short.
bool setRandomSerial(X509* certificate)
{
    const BignumPtr number(BN_new());
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
        && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

Result<void> setSerial(X509* certificate, const QString& text)
{
    if (text.isEmpty()) {
        return setRandomSerial(certificate)
            ? Result<void>()
            : fail(openSslError(CertificateText::tr("The certificate cannot be put together.")));
    }
    const Result<Asn1IntegerPtr> serial = parseSerial(text);
    if (!serial) {
        return fail(serial.error());
    }
    X509_set_serialNumber(certificate, serial->get());
    return {};
}

Result<void> addExtensions(X509* certificate,
                           const CertificateRequest& request,
                           X509* issuer,
                           const EVP_PKEY* key)
{
    const ExtensionTarget target {.certificate = certificate,
                                  .issuer = issuer,
                                  .key = key,
                                  .emptySubject
                                  = X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0};
    const Result<std::vector<X509ExtensionPtr>> extensions = requestedExtensions(request, target);
    if (!extensions) {
        return fail(extensions.error());
    }
    for (const X509ExtensionPtr& extension : *extensions) {
        X509_add_ext(certificate, extension.get(), -1);
    }
    return {};
}

bool hasNames(const CertificateRequest& request)
{
    return !request.san.isEmpty()
        || std::any_of(request.rawExtensions.begin(),
                       request.rawExtensions.end(),
                       [](const RawExtension& raw) {
                           return raw.oid == objectNumbers(OBJ_nid2obj(NID_subject_alt_name));
                       });
}

Result<void>
setSubject(X509* certificate, const CertificateRequest& request, const X509_NAME* given)
{
    Result<X509NamePtr> subject = given != nullptr ? X509NamePtr(X509_NAME_dup(given))
                                                   : parseDistinguishedName(request.subject);
    if (!subject) {
        return fail(subject.error());
    }
    if (X509_NAME_entry_count(subject->get()) == 0
        && (isCaKind(request.kind) || !hasNames(request))) {
        return fail(invalid("subject",
                            CertificateText::tr("The subject is empty."),
                            CertificateText::tr("Write a name, for instance CN=shop,O=Test.")));
    }
    X509_set_subject_name(certificate, subject->get());
    return {};
}

Result<void> sign(X509* certificate, const CertificateRequest& request, EVP_PKEY* key)
{
    const Result<const EVP_MD*> digest = signatureDigest(key, request.digest);
    if (!digest) {
        return fail(digest.error());
    }
    return X509_sign(certificate, key, *digest) != 0 ? Result<void>()
                                                     : fail(signingError(request.digest));
}

QList<std::shared_ptr<X509>> chainBelow(const KeyMaterial& issuer)
{
    QList<std::shared_ptr<X509>> chain {issuer.certificate};
    chain += issuer.chain;
    chain.removeIf([](const std::shared_ptr<X509>& certificate) {
        return X509_self_signed(certificate.get(), 0) == 1;
    });
    return chain;
}

/// Everything but the signature.
Result<X509Ptr> assemble(const CertificateRequest& request,
                         EVP_PKEY* key,
                         const X509_NAME* subject,
                         const KeyMaterial* issuer)
{
    X509Ptr certificate(X509_new());
    X509* const raw = certificate.get();
    if (raw == nullptr || X509_set_version(raw, X509_VERSION_3) != 1
        || X509_set_pubkey(raw, key) != 1) {
        return fail(openSslError(CertificateText::tr("The certificate cannot be put together.")));
    }
    const Result<void> filled = setSerial(raw, request.serial)
                                    .and_then([&] { return setSubject(raw, request, subject); })
                                    .and_then([&] { return setValidity(raw, request); })
                                    .and_then([&]() -> Result<void> {
                                        X509* const signer
                                            = issuer != nullptr ? issuer->certificate.get() : raw;
                                        X509_set_issuer_name(raw, X509_get_subject_name(signer));
                                        return addExtensions(raw, request, signer, key);
                                    });
    if (!filled) {
        return fail(filled.error());
    }
    return certificate;
}

} // namespace

Result<KeyMaterial> issueCertificate(const CertificateRequest& request, const KeyMaterial* issuer)
{
    const OpenSslErrorGuard guard;
    const Result<void> checked = checkIssuer(request, issuer);
    if (!checked) {
        return fail(checked.error());
    }
    // A key that is quickly made stands in for checking the fields, so that a wrong one is told at
    // once and not after seconds of making a large key.
    const Result<std::shared_ptr<EVP_PKEY>> quick = generateKey(QStringLiteral("ec:P-256"));
    if (quick) {
        const Result<X509Ptr> rehearsal = assemble(request, quick->get(), nullptr, issuer);
        if (!rehearsal) {
            return fail(rehearsal.error());
        }
    }
    const Result<std::shared_ptr<EVP_PKEY>> key = generateKey(request.key);
    if (!key) {
        return fail(key.error());
    }
    Result<KeyMaterial> material = certifyKey(request, {.key = *key}, issuer);
    if (material) {
        material->key = *key;
    }
    return material;
}

Result<KeyMaterial> certifyKey(const CertificateRequest& request,
                               const CertificateSubject& subject,
                               const KeyMaterial* issuer)
{
    const OpenSslErrorGuard guard;
    const Result<void> checked = checkIssuer(request, issuer);
    if (!checked) {
        return fail(checked.error());
    }
    EVP_PKEY* const key = subject.key.get();
    Result<X509Ptr> certificate = assemble(request, key, subject.name.get(), issuer);
    if (!certificate) {
        return fail(certificate.error());
    }
    const Result<void> done
        = sign(certificate->get(), request, issuer != nullptr ? issuer->key.get() : key);
    if (!done) {
        return fail(done.error());
    }
    KeyMaterial material;
    material.certificate = std::shared_ptr<X509>(std::move(*certificate));
    if (issuer != nullptr) {
        material.chain = chainBelow(*issuer);
    }
    return material;
}

Result<std::shared_ptr<X509>> previewCertificate(const CertificateRequest& request,
                                                 const CertificateSubject& subject,
                                                 X509* issuer)
{
    const OpenSslErrorGuard guard;
    KeyMaterial signer;
    if (issuer != nullptr) {
        signer.certificate = std::shared_ptr<X509>(shared(issuer));
    }
    EVP_PKEY* const key = subject.key.get();
    Result<X509Ptr> certificate
        = assemble(request, key, subject.name.get(), issuer != nullptr ? &signer : nullptr);
    if (!certificate) {
        return fail(certificate.error());
    }
    const EVP_PKEY* const issuerKey = issuer != nullptr ? X509_get0_pubkey(issuer) : key;
    const bool isRsa = issuerKey != nullptr && EVP_PKEY_get_base_id(issuerKey) == EVP_PKEY_RSA;
    // The issuer's key need not be here: one of its kind makes a signature that looks the same.
    const Result<std::shared_ptr<EVP_PKEY>> standIn = issuer == nullptr
        ? Result<std::shared_ptr<EVP_PKEY>>(subject.key)
        : generateKey(isRsa ? QStringLiteral("rsa:2048") : QStringLiteral("ec:P-256"));
    const Result<void> done
        = standIn ? sign(certificate->get(), request, standIn->get()) : fail(standIn.error());
    if (!done) {
        return fail(done.error());
    }
    return std::shared_ptr<X509>(std::move(*certificate));
}

} // namespace workbench
