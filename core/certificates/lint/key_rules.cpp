#include "core/certificates/certificate_facts.h"
#include "core/certificates/lint/lint_rule.h"

#include <openssl/core_names.h>

#include <array>

namespace workbench {
namespace {

constexpr int kSmallestRsa = 2048;
constexpr int kUsualExponent = 65'537;
constexpr int kLargestExponentBits = 256;

EVP_PKEY* key(const LintedCertificate& c)
{
    return X509_get0_pubkey(c.certificate);
}

bool isRsa(const LintedCertificate& c)
{
    const int type = key(c) == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key(c));
    return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS;
}

bool isOfType(const LintedCertificate& c, int type)
{
    return key(c) != nullptr && EVP_PKEY_get_base_id(key(c)) == type;
}

int bits(const LintedCertificate& c)
{
    return EVP_PKEY_get_bits(key(c));
}

BignumPtr exponent(const LintedCertificate& c)
{
    BIGNUM* value = nullptr;
    if (isRsa(c)) {
        EVP_PKEY_get_bn_param(key(c), OSSL_PKEY_PARAM_RSA_E, &value);
    }
    return BignumPtr(value);
}

QString exponentText(const BIGNUM* value)
{
    char* const text = BN_bn2dec(value);
    QString decimal = QStringLiteral("e = ") + QString::fromLatin1(text);
    OPENSSL_free(text);
    return decimal;
}

QStringList invalidExponent(const LintedCertificate& c)
{
    constexpr int kSmallest = 3;
    const BignumPtr e = exponent(c);
    if (!e) {
        return {};
    }
    const bool tooSmall = BN_num_bits(e.get()) < BN_num_bits_word(kSmallest);
    return foundIf(tooSmall || BN_is_odd(e.get()) == 0, exponentText(e.get()));
}

QStringList unusualExponent(const LintedCertificate& c)
{
    const BignumPtr e = exponent(c);
    if (!e || !invalidExponent(c).isEmpty()) {
        return {};
    }
    const bool small = BN_num_bits(e.get()) < BN_num_bits_word(kUsualExponent);
    return foundIf(small || BN_num_bits(e.get()) > kLargestExponentBits, exponentText(e.get()));
}

/// The parameters of an EC key are a structure where its curve is not called by its name.
bool hasExplicitParameters(const LintedCertificate& c)
{
    X509_ALGOR* algorithm = nullptr;
    X509_PUBKEY_get0_param(
        nullptr, nullptr, nullptr, &algorithm, X509_get_X509_PUBKEY(c.certificate));
    const ASN1_OBJECT* object = nullptr;
    int parameters = V_ASN1_UNDEF;
    X509_ALGOR_get0(&object, &parameters, nullptr, algorithm);
    return OBJ_obj2nid(object) == NID_X9_62_id_ecPublicKey && parameters == V_ASN1_SEQUENCE;
}

QStringList otherCurve(const LintedCertificate& c)
{
    constexpr std::array kUsual = {"EC P-256", "EC P-384", "EC P-521"};
    if (!isOfType(c, EVP_PKEY_EC) || hasExplicitParameters(c)) {
        return {};
    }
    const QString curve = keyDescription(key(c));
    const bool usual = std::any_of(kUsual.begin(), kUsual.end(), [&](const char* name) {
        return curve == QLatin1String(name);
    });
    return foundIf(!usual, curve);
}

QString algorithmText(const LintedCertificate& c)
{
    ASN1_OBJECT* object = nullptr;
    X509_PUBKEY_get0_param(&object, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(c.certificate));
    std::array<char, 128> buffer {};
    OBJ_obj2txt(buffer.data(), static_cast<int>(buffer.size()), object, 0);
    return QString::fromLatin1(buffer.data());
}

constexpr LintRule kRules[] = {
    {"public-key-unreadable",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.7",
     QT_TRANSLATE_NOOP("CertificateLint", "The public key cannot be decoded."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it again for a key of a known kind: RSA, or EC on a named curve."),
     [](const LintedCertificate& c) { return foundIf(key(c) == nullptr, algorithmText(c)); }},
    {"rsa-key-too-small",
     Severity::Error,
     LintScope::Any,
     "BR §6.1.5; NIST SP 800-57 part 1",
     QT_TRANSLATE_NOOP("CertificateLint", "The RSA key is smaller than 2048 bits."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a key of 2048 bits or more, or EC P-256."),
     [](const LintedCertificate& c) {
         return foundIf(isRsa(c) && bits(c) < kSmallestRsa,
                        isRsa(c) ? keyDescription(key(c)) : QString());
     }},
    {"rsa-key-length-odd",
     Severity::Warning,
     LintScope::Any,
     "BR §6.1.5",
     QT_TRANSLATE_NOOP("CertificateLint", "The length of the RSA key is no multiple of 8 bits."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a key of 2048, 3072 or 4096 bits."),
     [](const LintedCertificate& c) {
         return foundIf(isRsa(c) && bits(c) % 8 != 0,
                        isRsa(c) ? keyDescription(key(c)) : QString());
     }},
    {"rsa-exponent-invalid",
     Severity::Error,
     LintScope::Any,
     "BR §6.1.6; RFC 8017 §3.1",
     QT_TRANSLATE_NOOP("CertificateLint", "The RSA exponent is even, or less than 3."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a new key, with the exponent 65537."),
     &invalidExponent},
    {"rsa-exponent-unusual",
     Severity::Warning,
     LintScope::Any,
     "BR §6.1.6; NIST SP 800-89",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The RSA exponent is not between 65537 and 2 to the power of 256."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a new key, with the exponent 65537."),
     &unusualExponent},
    {"ec-parameters-explicit",
     Severity::Error,
     LintScope::Any,
     "RFC 5480 §2.1.1",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The curve is written out instead of called by its name."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a new key on a named curve."),
     [](const LintedCertificate& c) {
         return foundIf(hasExplicitParameters(c), algorithmText(c));
     }},
    {"ec-curve-unusual",
     Severity::Warning,
     LintScope::Any,
     "BR §6.1.5; RFC 8446 §4.2.3",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "The curve is none of P-256, P-384 and P-521: TLS 1.3 and browsers cannot use "
         "it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make a key on P-256 or P-384."),
     &otherCurve},
    {"dsa-key",
     Severity::Error,
     LintScope::Any,
     "BR §6.1.5; RFC 8446 §4.2.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The key is a DSA key, which no current TLS library uses."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make an RSA or EC key."),
     [](const LintedCertificate& c) {
         return foundIf(isOfType(c, EVP_PKEY_DSA), algorithmText(c));
     }},
    {"edwards-key",
     Severity::Note,
     LintScope::Any,
     "BR §6.1.5",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Browsers and public CAs do not take keys of this kind yet."),
     QT_TRANSLATE_NOOP("CertificateLint", "For browsers make an RSA or EC key."),
     [](const LintedCertificate& c) {
         return foundIf(isOfType(c, EVP_PKEY_ED25519) || isOfType(c, EVP_PKEY_ED448),
                        algorithmText(c));
     }},
};

} // namespace

std::span<const LintRule> keyRules()
{
    return kRules;
}

} // namespace workbench
