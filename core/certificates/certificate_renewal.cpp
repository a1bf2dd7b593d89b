#include "core/certificates/certificate_renewal.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/signing.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

/// What every certificate gets of its own.
constexpr std::array kOwnExtensions = {NID_subject_key_identifier,
                                       NID_authority_key_identifier,
                                       NID_ct_precert_scts,
                                       NID_ct_precert_poison};

/// What issuing would add by itself.
constexpr std::array kUsualExtensions = {NID_basic_constraints, NID_key_usage, NID_ext_key_usage};

CertificateKind kindOf(const CertificateFacts& facts)
{
    if (facts.isCa) {
        return facts.selfIssued ? CertificateKind::Ca : CertificateKind::Intermediate;
    }
    return facts.selfIssued ? CertificateKind::SelfSigned : CertificateKind::Server;
}

void copyExtensions(const X509* old, CertificateRequest& request)
{
    for (int i = 0; i < X509_get_ext_count(old); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(old, i);
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(extension);
        const int nid = OBJ_obj2nid(object);
        if (std::find(kOwnExtensions.begin(), kOwnExtensions.end(), nid) != kOwnExtensions.end()) {
            continue;
        }
        const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
        request.rawExtensions.append(
            {.oid = objectNumbers(object),
             .critical = X509_EXTENSION_get_critical(extension) != 0,
             .value = QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                 ASN1_STRING_length(value))});
    }
    for (const int nid : kUsualExtensions) {
        request.without.append(objectNumbers(OBJ_nid2obj(nid)));
    }
    for (const int nid : {NID_subject_key_identifier, NID_authority_key_identifier}) {
        if (X509_get_ext_by_NID(old, nid, -1) < 0) {
            request.without.append(objectNumbers(OBJ_nid2obj(nid)));
        }
    }
}

CertificateRequest requestLike(X509* old, const Renewal& renewal)
{
    const CertificateFacts facts = certificateFacts(old);
    CertificateRequest request;
    request.kind = kindOf(facts);
    request.notBefore
        = renewal.notBefore.isValid() ? renewal.notBefore : QDateTime::currentDateTimeUtc();
    request.notAfter = renewal.notAfter;
    request.days = renewal.days;
    if (!request.notAfter.isValid() && request.days == 0) {
        request.notAfter = request.notBefore.addSecs(facts.notBefore.secsTo(facts.notAfter));
    }
    request.digest = renewal.digest.isEmpty() ? digestOf(old) : renewal.digest;
    request.allowUnsuitableIssuer = true; // it signed the old one, for better or worse
    copyExtensions(old, request);
    return request;
}

/// The key that is certified: a new one, the old one, or of a foreign one its public part.
Result<std::shared_ptr<EVP_PKEY>>
keyFor(const KeyMaterial& old, const Renewal& renewal, bool signsItself)
{
    if (!renewal.key.isEmpty()) {
        return generateKey(renewal.key);
    }
    if (old.hasKey()) {
        return old.key;
    }
    if (signsItself) {
        return fail(
            {.code = ErrorCode::NoPrivateKey,
             .message = CertificateText::tr("The certificate signed itself, and its private key is "
                                            "not here to do it again."),
             .remedy = CertificateText::tr("Import the key, or renew with a new key."),
             .where = QStringLiteral("key")});
    }
    return std::shared_ptr<EVP_PKEY>(shared(X509_get0_pubkey(old.certificate.get())));
}

} // namespace

Result<KeyMaterial>
renewCertificate(const KeyMaterial& old, const Renewal& renewal, const KeyMaterial* issuer)
{
    const OpenSslErrorGuard guard;
    CertificateRequest request = requestLike(old.certificate.get(), renewal);
    const Result<std::shared_ptr<EVP_PKEY>> key = keyFor(old, renewal, issuer == nullptr);
    if (!key) {
        return fail(key.error());
    }
    // The old signature may be of another kind of key.
    const EVP_PKEY* const signer = issuer == nullptr ? key->get() : issuer->key.get();
    if (renewal.digest.isEmpty() && signer != nullptr && hasOwnDigest(signer)) {
        request.digest = CertificateRequest {}.digest;
    }
    CertificateSubject subject;
    subject.key = *key;
    subject.name = std::shared_ptr<X509_NAME>(
        X509NamePtr(X509_NAME_dup(X509_get_subject_name(old.certificate.get()))));
    Result<KeyMaterial> renewed = certifyKey(request, subject, issuer);
    if (renewed && (old.hasKey() || !renewal.key.isEmpty())) {
        renewed->key = *key;
    }
    return renewed;
}

} // namespace workbench
