#include "core/certificates/certificate_renewal.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/key_usage.h"
#include "core/certificates/signing.h"

#include <algorithm>
#include <array>
#include <optional>

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

/// The usage of a key of another kind: what it cannot do is left out, and what remains is
/// something.
std::optional<QStringList> usageFor(X509* old, const EVP_PKEY* key)
{
    const int type = EVP_PKEY_get_base_id(key);
    if (X509_get_ext_by_NID(old, NID_key_usage, -1) < 0
        || EVP_PKEY_get_base_id(X509_get0_pubkey(old)) == type) {
        return std::nullopt;
    }
    QStringList usage = keyUsageWordsOf(X509_get_key_usage(old) & ~impossibleUsages(type));
    return usage.isEmpty() ? keyUsageWordsOf(KU_DIGITAL_SIGNATURE) : usage;
}

void copyExtensions(const X509* old, CertificateRequest& request)
{
    for (int i = 0; i < X509_get_ext_count(old); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(old, i);
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(extension);
        const int nid = OBJ_obj2nid(object);
        const bool isOwn
            = std::find(kOwnExtensions.begin(), kOwnExtensions.end(), nid) != kOwnExtensions.end();
        if (isOwn || (nid == NID_key_usage && request.keyUsage)) {
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
        if (nid == NID_key_usage && request.keyUsage) {
            continue;
        }
        request.without.append(objectNumbers(OBJ_nid2obj(nid)));
    }
    for (const int nid : {NID_subject_key_identifier, NID_authority_key_identifier}) {
        if (X509_get_ext_by_NID(old, nid, -1) < 0) {
            request.without.append(objectNumbers(OBJ_nid2obj(nid)));
        }
    }
}

bool hasSigned(const KeyMaterial* issuer, X509* certificate)
{
    const OpenSslErrorGuard guard;
    return issuer == nullptr
        || X509_verify(certificate, X509_get0_pubkey(issuer->certificate.get())) == 1;
}

CertificateRequest
requestLike(X509* old, const Renewal& renewal, const EVP_PKEY* key, const KeyMaterial* issuer)
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
    // Who signed the old one does so again, for better or worse.
    request.allowUnsuitableIssuer = renewal.allowUnsuitableIssuer || hasSigned(issuer, old);
    request.keyUsage = usageFor(old, key);
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

bool needsOwnKey(const CertificateFacts& old, const Renewal& renewal)
{
    return old.selfIssued || !renewal.key.isEmpty();
}

Result<KeyMaterial>
renewCertificate(const KeyMaterial& old, const Renewal& renewal, const KeyMaterial* issuer)
{
    const OpenSslErrorGuard guard;
    const Result<std::shared_ptr<EVP_PKEY>> key = keyFor(old, renewal, issuer == nullptr);
    if (!key) {
        return fail(key.error());
    }
    CertificateRequest request = requestLike(old.certificate.get(), renewal, key->get(), issuer);
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
