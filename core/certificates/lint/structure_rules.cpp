#include "core/base/hex.h"
#include "core/certificates/lint/lint_rule.h"

#include <array>
#include <utility>

namespace workbench {
namespace {

constexpr int kLongestSerial = 20; // octets, RFC 5280 §4.1.2.2
constexpr int kShortestSerial = 8; // octets: 64 bits

QString versionText(const LintedCertificate& c)
{
    return LintText::tr("version %1").arg(c.version);
}

QString serialText(const LintedCertificate& c)
{
    return (c.serialNegative ? QStringLiteral("-") : QString())
        + (c.serial.isEmpty() ? QStringLiteral("0") : toHex(c.serial));
}

/// Octets of the number in DER: one more where the first bit would read as a sign.
qsizetype encodedLength(const QByteArray& magnitude)
{
    constexpr unsigned kSign = 0x80;
    const bool signBit
        = !magnitude.isEmpty() && (static_cast<unsigned char>(magnitude.at(0)) & kSign) != 0;
    return magnitude.size() + (signBit ? 1 : 0);
}

QStringList uniqueIdentifiers(const LintedCertificate& c)
{
    const ASN1_BIT_STRING* issuer = nullptr;
    const ASN1_BIT_STRING* subject = nullptr;
    X509_get0_uids(c.certificate, &issuer, &subject);
    return foundIf(issuer != nullptr, QStringLiteral("issuerUniqueID"))
        + foundIf(subject != nullptr, QStringLiteral("subjectUniqueID"));
}

QStringList repeatedExtensions(const LintedCertificate& c)
{
    QStringList seen;
    QStringList repeated;
    for (const LintedExtension& extension : c.extensions) {
        (seen.contains(extension.name) ? repeated : seen).append(extension.name);
    }
    return repeated;
}

QStringList unreadableExtensions(const LintedCertificate& c)
{
    QStringList names;
    for (const LintedExtension& extension : c.extensions) {
        if (!extension.readable) {
            names.append(extension.name);
        }
    }
    return names;
}

QStringList unknownCriticalExtensions(const LintedCertificate& c)
{
    QStringList names;
    for (int i = 0; i < X509_get_ext_count(c.certificate); ++i) {
        const LintedExtension& known = c.extensions.at(i);
        const bool otherRule = known.nid == NID_ct_precert_poison || mustNotBeCritical(known.nid);
        if (known.critical && !otherRule
            && X509_supported_extension(X509_get_ext(c.certificate, i)) != 1) {
            names.append(known.name);
        }
    }
    return names;
}

QString algorithmName(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    std::array<char, 128> buffer {};
    OBJ_obj2txt(buffer.data(), static_cast<int>(buffer.size()), object, 0);
    return QString::fromLatin1(buffer.data());
}

const X509_ALGOR* outerAlgorithm(const LintedCertificate& c)
{
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, c.certificate);
    return algorithm;
}

QStringList algorithmMismatch(const LintedCertificate& c)
{
    const X509_ALGOR* const inner = X509_get0_tbs_sigalg(c.certificate);
    const X509_ALGOR* const outer = outerAlgorithm(c);
    return foundIf(X509_ALGOR_cmp(inner, outer) != 0,
                   LintText::tr("signed part: %1, signature: %2")
                       .arg(algorithmName(inner), algorithmName(outer)));
}

/// The digest of a signature; NID_undef for those that have none of their own (Ed25519, RSA-PSS).
int digestOf(const LintedCertificate& c)
{
    int digest = NID_undef;
    OBJ_find_sigid_algs(X509_get_signature_nid(c.certificate), &digest, nullptr);
    return digest;
}

QStringList weakDigest(const LintedCertificate& c)
{
    constexpr std::array kWeak = {NID_md2, NID_md4, NID_md5, NID_md5_sha1, NID_sha1, NID_mdc2};
    const int digest = digestOf(c);
    // Nobody checks the signature of a root: it is trusted for being there.
    const bool matters = !(c.selfSigned && c.isCa());
    const bool weak = std::find(kWeak.begin(), kWeak.end(), digest) != kWeak.end();
    return foundIf(matters && weak, algorithmName(outerAlgorithm(c)));
}

/// NULL for RSA PKCS#1 (RFC 4055 §5), absent for ECDSA (RFC 5758 §3.2) and EdDSA (RFC 8410 §3).
QStringList wrongParameters(const LintedCertificate& c)
{
    int key = NID_undef;
    if (OBJ_find_sigid_algs(X509_get_signature_nid(c.certificate), nullptr, &key) != 1) {
        return {};
    }
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(nullptr, &type, nullptr, outerAlgorithm(c));
    const bool wrong = (key == NID_rsaEncryption && type != V_ASN1_NULL)
        || ((key == NID_X9_62_id_ecPublicKey || key == NID_ED25519 || key == NID_ED448)
            && type != V_ASN1_UNDEF);
    return foundIf(wrong, algorithmName(outerAlgorithm(c)));
}

constexpr LintRule kRules[] = {
    {"version-not-3",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.1.2.1",
     QT_TRANSLATE_NOOP("CertificateLint", "The certificate is older than X.509 version 3."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it as version 3, with the extensions that say what it is for."),
     [](const LintedCertificate& c) { return foundIf(c.version != 3, versionText(c)); }},
    {"extensions-before-version-3",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.9",
     QT_TRANSLATE_NOOP("CertificateLint", "Only certificates of version 3 may have extensions."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it as version 3."),
     [](const LintedCertificate& c) {
         return foundIf(c.version < 3 && !c.extensions.isEmpty(), versionText(c));
     }},
    {"unique-identifier",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.1.2.8",
     QT_TRANSLATE_NOOP("CertificateLint", "The certificate has unique identifiers."),
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Leave them out: conforming CAs do not write them, and names are not reused."),
     &uniqueIdentifiers},
    {"serial-number-zero",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The serial number is zero."),
     QT_TRANSLATE_NOOP("CertificateLint", "Give it a positive one, at least 64 bits of it random."),
     [](const LintedCertificate& c) { return foundIf(c.serial.isEmpty(), serialText(c)); }},
    {"serial-number-negative",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The serial number is negative."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Put a zero byte in front of a number whose first bit is set."),
     [](const LintedCertificate& c) { return foundIf(c.serialNegative, serialText(c)); }},
    {"serial-number-too-long",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The serial number is longer than 20 octets."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use at most 159 bits."),
     [](const LintedCertificate& c) {
         return foundIf(encodedLength(c.serial) > kLongestSerial, serialText(c));
     }},
    {"serial-number-too-short",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The serial number is too short to hold 64 bits of a random number."),
     QT_TRANSLATE_NOOP("CertificateLint", "Make it of 8 to 20 octets from a random generator."),
     [](const LintedCertificate& c) {
         return foundIf(!c.serial.isEmpty() && c.serial.size() < kShortestSerial, serialText(c));
     }},
    {"signature-algorithm-mismatch",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.1.2",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The signature algorithm in the signed part is another than the one used."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it again: the file was altered after signing, or the "
                       "program that made it is at fault."),
     &algorithmMismatch},
    {"signature-hash-weak",
     Severity::Error,
     LintScope::Any,
     "BR §7.1.3.2; NIST SP 800-131A",
     QT_TRANSLATE_NOOP("CertificateLint", "The signature uses a digest that can be forged."),
     QT_TRANSLATE_NOOP("CertificateLint", "Have it signed with SHA-256 or better."),
     &weakDigest},
    {"signature-parameters-wrong",
     Severity::Error,
     LintScope::Any,
     "RFC 4055 §5; RFC 5758 §3.2; RFC 8410 §3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The parameters of the signature algorithm are not those of its kind."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write NULL for RSA, and none for ECDSA and EdDSA."),
     &wrongParameters},
    {"extension-repeated",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2",
     QT_TRANSLATE_NOOP("CertificateLint", "An extension is there more than once."),
     QT_TRANSLATE_NOOP("CertificateLint", "Keep one of each kind."),
     &repeatedExtensions},
    {"extension-unreadable",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The value of an extension cannot be decoded."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it again with a correct encoding."),
     &unreadableExtensions},
    {"critical-extension-unknown",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "A critical extension is unknown here; every check refuses the certificate."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark it as not critical, or leave it out."),
     &unknownCriticalExtensions},
    {"precertificate",
     Severity::Error,
     LintScope::Any,
     "RFC 6962 §3.1",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "This is a precertificate for Certificate Transparency logs, not to be used."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use the certificate that was issued after it."),
     [](const LintedCertificate& c) {
         return foundIf(c.has(NID_ct_precert_poison), QStringLiteral("ct_precert_poison"));
     }},
    {"netscape-extension",
     Severity::Note,
     LintScope::Any,
     "BR §7.1.2.7.6",
     QT_TRANSLATE_NOOP("CertificateLint", "Netscape's extensions have long been without meaning."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave them out."),
     [](const LintedCertificate& c) {
         return foundIf(c.has(NID_netscape_cert_type), QStringLiteral("nsCertType"))
             + foundIf(c.has(NID_netscape_comment), QStringLiteral("nsComment"));
     }},
};

} // namespace

std::span<const LintRule> structureRules()
{
    return kRules;
}

} // namespace workbench
