#include "core/certificates/lint/lint_rule.h"

namespace workbench {
namespace {

QStringList notCritical(const LintedCertificate& c, int nid)
{
    return foundIf(c.has(nid) && !c.isCritical(nid), QString::fromLatin1(OBJ_nid2sn(nid)));
}

bool hasPathLength(const LintedCertificate& c)
{
    return c.basicConstraints && c.basicConstraints->pathlen != nullptr;
}

QString pathLengthText(const LintedCertificate& c)
{
    return QStringLiteral("pathLenConstraint: %1")
        .arg(hasPathLength(c) ? ASN1_INTEGER_get(c.basicConstraints->pathlen) : -1);
}

bool saysKeyCertSign(const LintedCertificate& c)
{
    return c.keyUsage && (*c.keyUsage & KU_KEY_CERT_SIGN) != 0;
}

constexpr LintRule kRules[] = {
    {"basic-constraints-not-critical",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.2.1.9",
     QT_TRANSLATE_NOOP("CertificateLint", "The basic constraints of a CA are not critical."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark them as critical."),
     [](const LintedCertificate& c) { return notCritical(c, NID_basic_constraints); }},
    {"key-cert-sign-without-ca",
     Severity::Error,
     LintScope::Leaf,
     "RFC 5280 §4.2.1.3; §4.2.1.9",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The key may sign certificates, but the certificate is none of a CA."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "For a CA add the basic constraints CA:TRUE, else take keyCertSign out."),
     [](const LintedCertificate& c) {
         return foundIf(saysKeyCertSign(c),
                        c.basicConstraints ? QStringLiteral("keyCertSign, CA:FALSE")
                                           : LintText::tr("keyCertSign, no basic constraints"));
     }},
    {"crl-sign-without-ca",
     Severity::Warning,
     LintScope::Leaf,
     "BR §7.1.2.7.11",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The key may sign CRLs, but the certificate is none of a CA."),
     QT_TRANSLATE_NOOP("CertificateLint", "Take cRLSign out."),
     [](const LintedCertificate& c) {
         return foundIf(c.keyUsage && c.allows(KU_CRL_SIGN), QStringLiteral("cRLSign"));
     }},
    {"ca-without-key-cert-sign",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.2.1.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The CA's key usage does not allow it to sign certificates."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add keyCertSign."),
     [](const LintedCertificate& c) {
         return foundIf(!c.allows(KU_KEY_CERT_SIGN), QStringLiteral("CA:TRUE"));
     }},
    {"ca-key-usage-missing",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.2.1.3",
     QT_TRANSLATE_NOOP("CertificateLint", "The CA has no key usage."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add it, critical, with keyCertSign and cRLSign."),
     [](const LintedCertificate& c) {
         return foundIf(!c.has(NID_key_usage), LintText::tr("no such extension"));
     }},
    {"path-length-without-ca",
     Severity::Error,
     LintScope::Leaf,
     "RFC 5280 §4.2.1.9",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "There is a path length, but the certificate is none of a CA."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave it out."),
     [](const LintedCertificate& c) { return foundIf(hasPathLength(c), pathLengthText(c)); }},
    {"path-length-without-key-cert-sign",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.2.1.9",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "There is a path length, but the key may not sign certificates."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add keyCertSign, or leave the path length out."),
     [](const LintedCertificate& c) {
         return foundIf(hasPathLength(c) && !saysKeyCertSign(c), pathLengthText(c));
     }},
    {"path-length-negative",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.9",
     QT_TRANSLATE_NOOP("CertificateLint", "The path length is negative."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use 0 or more, or leave it out."),
     [](const LintedCertificate& c) {
         return foundIf(hasPathLength(c) && ASN1_INTEGER_get(c.basicConstraints->pathlen) < 0,
                        pathLengthText(c));
     }},
    {"name-constraints-not-critical",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.10",
     QT_TRANSLATE_NOOP("CertificateLint", "The name constraints are not critical."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Mark them as critical, so that a program that does not know them refuses."),
     [](const LintedCertificate& c) { return notCritical(c, NID_name_constraints); }},
    {"name-constraints-without-ca",
     Severity::Error,
     LintScope::Leaf,
     "RFC 5280 §4.2.1.10",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "There are name constraints, but the certificate is none of a CA."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave them out."),
     [](const LintedCertificate& c) {
         return foundIf(c.has(NID_name_constraints), QStringLiteral("nameConstraints"));
     }},
    {"policy-constraints-not-critical",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.11; §4.2.1.14",
     QT_TRANSLATE_NOOP("CertificateLint", "Constraints of policies are not critical."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark them as critical."),
     [](const LintedCertificate& c) {
         return notCritical(c, NID_policy_constraints) + notCritical(c, NID_inhibit_any_policy);
     }},
};

} // namespace

std::span<const LintRule> constraintRules()
{
    return kRules;
}

} // namespace workbench
