#include "core/certificates/key_usage.h"
#include "core/certificates/lint/lint_rule.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

/// RFC 5280 §4.2.1.12: the key usages one of which a purpose goes with.
struct PurposeNeed
{
    int purpose;
    std::uint32_t oneOf;
};

constexpr std::array kNeeds
    = {PurposeNeed {NID_server_auth, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT},
       PurposeNeed {NID_client_auth, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT},
       PurposeNeed {NID_code_sign, KU_DIGITAL_SIGNATURE},
       PurposeNeed {NID_email_protect,
                    KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION | KU_KEY_ENCIPHERMENT
                        | KU_KEY_AGREEMENT},
       PurposeNeed {NID_time_stamp, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION},
       PurposeNeed {NID_OCSP_sign, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION}};

QString purposeName(int nid)
{
    return QString::fromLatin1(OBJ_nid2sn(nid));
}

QStringList contradictions(const LintedCertificate& c)
{
    QStringList found;
    for (const PurposeNeed& need : kNeeds) {
        if (c.hasPurpose(need.purpose) && !c.allows(need.oneOf)) {
            found.append(LintText::tr("%1 with %2")
                             .arg(purposeName(need.purpose),
                                  keyUsageWordsOf(*c.keyUsage).join(QStringLiteral(", "))));
        }
    }
    return found;
}

QStringList usagesUnfitForKey(const LintedCertificate& c)
{
    EVP_PKEY* const key = X509_get0_pubkey(c.certificate);
    return key == nullptr
        ? QStringList()
        : keyUsageWordsOf(c.keyUsage.value_or(0) & impossibleUsages(EVP_PKEY_get_base_id(key)));
}

/// Only an agreement of keys makes these two mean something.
QStringList undefinedOnly(const LintedCertificate& c)
{
    const std::uint32_t usage = c.keyUsage.value_or(0);
    return (usage & KU_KEY_AGREEMENT) != 0
        ? QStringList()
        : keyUsageWordsOf(usage & (KU_ENCIPHER_ONLY | KU_DECIPHER_ONLY));
}

QStringList mixedPurposes(const LintedCertificate& c)
{
    constexpr std::array kApart = {NID_code_sign, NID_email_protect, NID_time_stamp, NID_OCSP_sign};
    QStringList found;
    for (const int purpose : kApart) {
        if (c.hasPurpose(NID_server_auth) && c.hasPurpose(purpose)) {
            found.append(purposeName(purpose));
        }
    }
    return found;
}

QStringList repeatedPurposes(const LintedCertificate& c)
{
    const QList<int> purposes = c.extendedKeyUsage.value_or(QList<int>());
    QStringList found;
    for (const int purpose : purposes) {
        if (purpose != NID_undef && purposes.count(purpose) > 1) {
            found.append(purposeName(purpose));
        }
    }
    return found;
}

/// RFC 3161 §2.3: critical, and nothing besides.
QStringList timeStampingNotAlone(const LintedCertificate& c)
{
    const bool alone = c.extendedKeyUsage && c.extendedKeyUsage->size() == 1;
    return foundIf(c.hasPurpose(NID_time_stamp) && (!alone || !c.isCritical(NID_ext_key_usage)),
                   alone ? LintText::tr("not critical") : LintText::tr("with other purposes"));
}

constexpr LintRule kRules[] = {
    {"key-usage-not-critical",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.2.1.3",
     QT_TRANSLATE_NOOP("CertificateLint", "The key usage is not critical."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark it as critical."),
     [](const LintedCertificate& c) {
         return foundIf(c.has(NID_key_usage) && !c.isCritical(NID_key_usage),
                        QStringLiteral("keyUsage"));
     }},
    {"key-usage-empty",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.3",
     QT_TRANSLATE_NOOP("CertificateLint", "The key usage allows nothing."),
     QT_TRANSLATE_NOOP("CertificateLint", "Say what the key is for, or leave the extension out."),
     [](const LintedCertificate& c) {
         return foundIf(c.keyUsage && *c.keyUsage == 0, LintText::tr("no bit is set"));
     }},
    {"key-usage-unfit-for-key",
     Severity::Error,
     LintScope::Any,
     "RFC 3279 §2.3; RFC 5480 §3; RFC 8410 §5",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The key usage allows what a key of this kind cannot do."),
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Use digitalSignature; keyEncipherment for RSA only, keyAgreement for EC only."),
     &usagesUnfitForKey},
    {"encipher-only-without-key-agreement",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.2.1.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "encipherOnly and decipherOnly mean nothing without keyAgreement."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave them out."),
     &undefinedOnly},
    {"extended-key-usage-missing",
     Severity::Warning,
     LintScope::Server,
     "BR §7.1.2.7.10",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "There is no extended key usage: browsers want serverAuth of a public CA, and "
         "Apple's systems of every CA."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add serverAuth."),
     [](const LintedCertificate& c) {
         return foundIf(!c.has(NID_ext_key_usage), LintText::tr("no such extension"));
     }},
    {"extended-key-usage-empty",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.12",
     QT_TRANSLATE_NOOP("CertificateLint", "The extended key usage names no purpose."),
     QT_TRANSLATE_NOOP("CertificateLint", "Name one, or leave the extension out."),
     [](const LintedCertificate& c) {
         return foundIf(c.extendedKeyUsage && c.extendedKeyUsage->isEmpty(),
                        LintText::tr("an empty list"));
     }},
    {"extended-key-usage-any",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2.7.10; RFC 5280 §4.2.1.12",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "anyExtendedKeyUsage stands for every purpose; some programs do not take it for "
         "the one that they need."),
     QT_TRANSLATE_NOOP("CertificateLint", "Name the purposes: serverAuth for a server."),
     [](const LintedCertificate& c) {
         return foundIf(c.hasPurpose(NID_anyExtendedKeyUsage),
                        purposeName(NID_anyExtendedKeyUsage));
     }},
    {"extended-key-usage-contradicts-key-usage",
     Severity::Error,
     LintScope::Leaf,
     "RFC 5280 §4.2.1.12",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Extended key usage and key usage contradict each other: no use of the key fits "
         "both."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add digitalSignature to the key usage."),
     &contradictions},
    {"extended-key-usage-mixed",
     Severity::Warning,
     LintScope::Leaf,
     "BR §7.1.2.7.10",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "A server's certificate is also for signing code, mail, times or OCSP responses."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue one certificate for each purpose."),
     &mixedPurposes},
    {"extended-key-usage-repeated",
     Severity::Note,
     LintScope::Any,
     "RFC 5280 §4.2.1.12",
     QT_TRANSLATE_NOOP("CertificateLint", "A purpose is named more than once."),
     QT_TRANSLATE_NOOP("CertificateLint", "Name each one once."),
     &repeatedPurposes},
    {"time-stamping-not-alone",
     Severity::Warning,
     LintScope::Leaf,
     "RFC 3161 §2.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "timeStamping has to be the only purpose, in a critical extension."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue a certificate for that purpose alone."),
     &timeStampingNotAlone},
};

} // namespace

std::span<const LintRule> usageRules()
{
    return kRules;
}

} // namespace workbench
