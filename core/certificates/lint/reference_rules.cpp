#include "core/certificates/lint/lint_rule.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

QStringList wronglyCritical(const LintedCertificate& c)
{
    QStringList found;
    for (const LintedExtension& extension : c.extensions) {
        if (extension.critical && mustNotBeCritical(extension.nid)) {
            found.append(extension.name);
        }
    }
    return found;
}

QStringList keylessAuthorityIdentifier(const LintedCertificate& c)
{
    const auto identifier = decodedExtension<AUTHORITY_KEYID, AUTHORITY_KEYID_free>(
        c.certificate, NID_authority_key_identifier);
    return foundIf(identifier && identifier->keyid == nullptr,
                   LintText::tr("issuer and serial number only"));
}

QStringList notHttp(const LintedCertificate& c, const QString& use)
{
    QStringList found;
    for (const LintedAddress& address : c.addresses) {
        if (address.use == use
            && !address.address.startsWith(QLatin1String("http://"), Qt::CaseInsensitive)) {
            found.append(address.address);
        }
    }
    return found;
}

bool hasAddress(const LintedCertificate& c, const char* use)
{
    return std::any_of(c.addresses.begin(), c.addresses.end(), [use](const LintedAddress& address) {
        return address.use == QLatin1String(use);
    });
}

QStringList repeatedPolicies(const LintedCertificate& c)
{
    const auto policies = decodedExtension<CERTIFICATEPOLICIES, CERTIFICATEPOLICIES_free>(
        c.certificate, NID_certificate_policies);
    QStringList seen;
    QStringList repeated;
    for (int i = 0; policies && i < sk_POLICYINFO_num(policies.get()); ++i) {
        std::array<char, 128> buffer {};
        OBJ_obj2txt(buffer.data(),
                    static_cast<int>(buffer.size()),
                    sk_POLICYINFO_value(policies.get(), i)->policyid,
                    1);
        const QString policy = QString::fromLatin1(buffer.data());
        (seen.contains(policy) ? repeated : seen).append(policy);
    }
    return repeated;
}

QStringList missing(bool isMissing)
{
    return foundIf(isMissing, LintText::tr("no such extension"));
}

constexpr LintRule kRules[] = {
    {"authority-key-identifier-missing",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.1",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "There is no authority key identifier to find the right key of the issuer by."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Issue it with the issuer's subject key identifier in it."),
     [](const LintedCertificate& c) {
         return missing(!c.selfSigned && !c.has(NID_authority_key_identifier));
     }},
    {"authority-key-identifier-without-key",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.2.1.1",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The authority key identifier lacks the identifier of the key."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write keyIdentifier into it."),
     &keylessAuthorityIdentifier},
    {"ca-subject-key-identifier-missing",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.2.1.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The CA has no subject key identifier."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add it: certificates below refer to it."),
     [](const LintedCertificate& c) { return missing(!c.has(NID_subject_key_identifier)); }},
    {"subject-key-identifier-missing",
     Severity::Note,
     LintScope::Leaf,
     "RFC 5280 §4.2.1.2",
     QT_TRANSLATE_NOOP("CertificateLint", "There is no subject key identifier."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "RFC 5280 advises to add it; the Baseline Requirements no longer do."),
     [](const LintedCertificate& c) { return missing(!c.has(NID_subject_key_identifier)); }},
    {"extension-wrongly-critical",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2; RFC 6962 §3.3",
     QT_TRANSLATE_NOOP("CertificateLint", "An extension is critical that must not be."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark it as not critical."),
     &wronglyCritical},
    {"crl-address-not-http",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2.11.2",
     QT_TRANSLATE_NOOP("CertificateLint", "A CRL is published at an address that is not http."),
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Publish it by http: CRLs are signed, and https would need a check in turn."),
     [](const LintedCertificate& c) { return notHttp(c, QStringLiteral("CRL")); }},
    {"ocsp-address-not-http",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2.7.7",
     QT_TRANSLATE_NOOP("CertificateLint", "The OCSP responder's address is not http."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Use http: responses are signed, and https would need a check in turn."),
     [](const LintedCertificate& c) { return notHttp(c, QStringLiteral("OCSP")); }},
    {"issuer-address-not-http",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2.7.7",
     QT_TRANSLATE_NOOP("CertificateLint", "The address of the issuer's certificate is not http."),
     QT_TRANSLATE_NOOP("CertificateLint", "Publish it by http."),
     [](const LintedCertificate& c) { return notHttp(c, QStringLiteral("issuer")); }},
    {"revocation-address-missing",
     Severity::Note,
     LintScope::Server,
     "BR §7.1.2.11.2",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Nobody can learn whether it was revoked: there is neither a CRL nor an OCSP "
         "address."),
     QT_TRANSLATE_NOOP("CertificateLint", "Public CAs write the address of a CRL."),
     [](const LintedCertificate& c) {
         return missing(!c.selfSigned && !hasAddress(c, "CRL") && !hasAddress(c, "OCSP"));
     }},
    {"certificate-policies-missing",
     Severity::Note,
     LintScope::Server,
     "BR §7.1.2.7.9",
     QT_TRANSLATE_NOOP("CertificateLint", "There are no certificate policies."),
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Public CAs write how they checked the subject, for instance 2.23.140.1.2.1."),
     [](const LintedCertificate& c) { return missing(!c.has(NID_certificate_policies)); }},
    {"certificate-policy-repeated",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.4",
     QT_TRANSLATE_NOOP("CertificateLint", "A certificate policy is named more than once."),
     QT_TRANSLATE_NOOP("CertificateLint", "Name each one once."),
     &repeatedPolicies},
};

} // namespace

bool mustNotBeCritical(int extensionNid)
{
    constexpr std::array kNever = {NID_authority_key_identifier,
                                   NID_subject_key_identifier,
                                   NID_issuer_alt_name,
                                   NID_subject_directory_attributes,
                                   NID_info_access,
                                   NID_sinfo_access,
                                   NID_ct_precert_scts};
    return std::find(kNever.begin(), kNever.end(), extensionNid) != kNever.end();
}

std::span<const LintRule> referenceRules()
{
    return kRules;
}

} // namespace workbench
