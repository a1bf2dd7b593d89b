#include "core/certificates/certificate_facts.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_fields.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/subject_alt_name.h"

#include <QCryptographicHash>

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <array>

namespace workbench {
namespace {

using ExtendedKeyUsagePtr = std::unique_ptr<EXTENDED_KEY_USAGE, Freed<EXTENDED_KEY_USAGE_free>>;

QStringList extendedKeyUsageTexts(const STACK_OF(X509_EXTENSION) * extensions)
{
    QStringList texts;
    const ExtendedKeyUsagePtr usages(static_cast<EXTENDED_KEY_USAGE*>(
        X509V3_get_d2i(extensions, NID_ext_key_usage, nullptr, nullptr)));
    for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
        texts.append(objectText(sk_ASN1_OBJECT_value(usages.get(), i)));
    }
    return texts;
}

QString publicKeyText(X509* certificate)
{
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key != nullptr) {
        return keyDescription(key);
    }
    ASN1_OBJECT* object = nullptr;
    X509_PUBKEY_get0_param(&object, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(certificate));
    return object == nullptr ? QString() : objectNumbers(object);
}

QString curveText(EVP_PKEY* key)
{
    std::array<char, 80> group {};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) {
        return QStringLiteral("EC %1").arg(EVP_PKEY_get_bits(key));
    }
    const char* nist = EC_curve_nid2nist(OBJ_txt2nid(group.data()));
    return QStringLiteral("EC ") + QString::fromLatin1(nist != nullptr ? nist : group.data());
}

} // namespace

QString keyDescription(EVP_PKEY* key)
{
    if (key == nullptr) {
        return {};
    }
    const OpenSslErrorGuard guard;
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        return QStringLiteral("RSA %1").arg(EVP_PKEY_get_bits(key));
    case EVP_PKEY_RSA_PSS:
        return QStringLiteral("RSA-PSS %1").arg(EVP_PKEY_get_bits(key));
    case EVP_PKEY_DSA:
        return QStringLiteral("DSA %1").arg(EVP_PKEY_get_bits(key));
    case EVP_PKEY_EC:
        return curveText(key);
    case EVP_PKEY_ED25519:
        return QStringLiteral("Ed25519");
    case EVP_PKEY_ED448:
        return QStringLiteral("Ed448");
    default:
        return QString::fromLatin1(EVP_PKEY_get0_type_name(key));
    }
}

CertificateFacts factsOf(const CertificateFields& fields)
{
    const auto hash = [](QByteArrayView bytes, QCryptographicHash::Algorithm algorithm) {
        return QCryptographicHash::hash(QByteArray::fromRawData(bytes.data(), bytes.size()),
                                        algorithm);
    };
    CertificateFacts facts;
    facts.commonName = commonName(fields.subject);
    facts.subject = nameText(fields.subject);
    facts.issuer = nameText(fields.issuer);
    facts.serial = serialText(fields.serial);
    facts.sha1 = hash(fields.der, QCryptographicHash::Sha1);
    facts.sha256 = hash(fields.der, QCryptographicHash::Sha256);
    facts.notBefore = toDateTime(fields.notBefore);
    facts.notAfter = toDateTime(fields.notAfter);
    facts.san = subjectAltNames(fields.extensions);
    facts.signatureAlgorithm = algorithmText(fields.signature);
    facts.extendedKeyUsage = extendedKeyUsageTexts(fields.extensions);
    facts.spkiSha256 = hash(fields.publicKey, QCryptographicHash::Sha256);
    const BasicConstraintsPtr constraints(static_cast<BASIC_CONSTRAINTS*>(
        X509V3_get_d2i(fields.extensions, NID_basic_constraints, nullptr, nullptr)));
    facts.isCa = constraints && constraints->ca != 0;
    facts.selfIssued = X509_NAME_cmp(fields.subject, fields.issuer) == 0;
    return facts;
}

CertificateFacts certificateFacts(X509* certificate)
{
    const OpenSslErrorGuard guard;
    const QByteArray der = toDer(certificate);
    const QByteArray publicKey = derOf(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(certificate));
    CertificateFields fields {.subject = X509_get_subject_name(certificate),
                              .issuer = X509_get_issuer_name(certificate),
                              .serial = X509_get0_serialNumber(certificate),
                              .notBefore = X509_get0_notBefore(certificate),
                              .notAfter = X509_get0_notAfter(certificate),
                              .extensions = X509_get0_extensions(certificate),
                              .der = der,
                              .publicKey = publicKey};
    X509_get0_signature(nullptr, &fields.signature, certificate);
    CertificateFacts facts = factsOf(fields);
    facts.key = publicKeyText(certificate);
    facts.selfSigned = facts.selfIssued && X509_self_signed(certificate, 1) == 1;
    return facts;
}

Result<X509Ptr> parseCertificate(QByteArrayView der)
{
    const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
    const unsigned char* position = begin;
    X509Ptr certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
    if (!certificate) {
        Error error = openSslError(CertificateText::tr("The bytes are not a certificate."));
        error.code = ErrorCode::InvalidInput;
        return fail(error);
    }
    const auto left = der.size() - (position - begin);
    if (left != 0) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr(
                         "%n byte(s) follow the certificate.", nullptr, static_cast<int>(left))});
    }
    return certificate;
}

Result<CertificateFacts> certificateFacts(QByteArrayView der)
{
    return parseCertificate(der).map(
        [](const X509Ptr& certificate) { return certificateFacts(certificate.get()); });
}

QByteArray toDer(const X509* certificate)
{
    return derOf(i2d_X509, certificate);
}

ValidityStatus validityAt(const CertificateFacts& facts, const QDateTime& now, int soonDays)
{
    if (now > facts.notAfter) {
        return ValidityStatus::Expired;
    }
    if (now < facts.notBefore) {
        return ValidityStatus::NotYetValid;
    }
    return now.addDays(soonDays) > facts.notAfter ? ValidityStatus::ExpiresSoon
                                                  : ValidityStatus::Valid;
}

const char* toIdentifier(ValidityStatus status)
{
    switch (status) {
    case ValidityStatus::Valid:
        return "valid";
    case ValidityStatus::ExpiresSoon:
        return "expires-soon";
    case ValidityStatus::Expired:
        return "expired";
    case ValidityStatus::NotYetValid:
        return "not-yet-valid";
    }
    return "unknown";
}

QString shortName(const CertificateFacts& facts)
{
    return facts.commonName.isEmpty() ? facts.subject : facts.commonName;
}

QString shortName(X509* certificate)
{
    return shortName(certificateFacts(certificate));
}

QString entryName(const CertificateFacts& facts)
{
    if (!facts.commonName.isEmpty()) {
        return facts.commonName;
    }
    if (!facts.san.isEmpty()) {
        return facts.san.first().section(QLatin1Char(':'), 1);
    }
    // The most specific part stands first.
    const QString part
        = facts.subject.section(QStringLiteral(", "), 0, 0).section(QLatin1Char('='), 1);
    return part.isEmpty() ? facts.serial : part;
}

} // namespace workbench
