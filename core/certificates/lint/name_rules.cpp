#include "core/certificates/lint/lint_rule.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

using Offends = bool (*)(const LintedAttribute& attribute);

/// Attributes of subject and issuer that offend.
QStringList each(const LintedCertificate& c, Offends offends)
{
    QStringList found;
    for (const LintedAttribute& attribute : c.subject) {
        if (offends(attribute)) {
            found.append(LintText::tr("subject %1").arg(LintedCertificate::describe(attribute)));
        }
    }
    for (const LintedAttribute& attribute : c.issuer) {
        if (!c.selfIssued && offends(attribute)) {
            found.append(LintText::tr("issuer %1").arg(LintedCertificate::describe(attribute)));
        }
    }
    return found;
}

/// Attributes of the subject of one kind.
QStringList subjectParts(const LintedCertificate& c, int nid)
{
    QStringList parts;
    for (const LintedAttribute& attribute : c.subject) {
        if (attribute.nid == nid) {
            parts.append(LintedCertificate::describe(attribute));
        }
    }
    return parts;
}

bool hasObsoleteType(const LintedAttribute& attribute)
{
    return attribute.stringType == V_ASN1_TELETEXSTRING || attribute.stringType == V_ASN1_BMPSTRING
        || attribute.stringType == V_ASN1_UNIVERSALSTRING;
}

/// X.520 and RFC 5280 appendix A.1 fix the type of some.
bool hasWrongType(const LintedAttribute& attribute)
{
    switch (attribute.nid) {
    case NID_countryName:
    case NID_serialNumber:
    case NID_dnQualifier:
        return attribute.stringType != V_ASN1_PRINTABLESTRING;
    case NID_pkcs9_emailAddress:
    case NID_domainComponent:
        return attribute.stringType != V_ASN1_IA5STRING;
    default:
        return attribute.stringType == V_ASN1_IA5STRING && attribute.nid != NID_undef
            && attribute.nid != NID_pkcs9_unstructuredName;
    }
}

bool hasUnprintable(const LintedAttribute& attribute)
{
    constexpr QByteArrayView kMarks = " '()+,-./:=?";
    return attribute.stringType == V_ASN1_PRINTABLESTRING
        && std::any_of(attribute.bytes.cbegin(), attribute.bytes.cend(), [&](char byte) {
               const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
               return !letter && !(byte >= '0' && byte <= '9') && !kMarks.contains(byte);
           });
}

bool isWrongCountry(const LintedAttribute& attribute)
{
    const QString& code = attribute.text;
    return attribute.nid == NID_countryName
        && (code.size() != 2 || std::any_of(code.cbegin(), code.cend(), [](QChar letter) {
                return letter < QLatin1Char('A') || letter > QLatin1Char('Z');
            }));
}

/// The upper bounds of RFC 5280 appendix A.1, in characters; 0: none.
int longest(int nid)
{
    switch (nid) {
    case NID_commonName:
    case NID_organizationName:
    case NID_organizationalUnitName:
    case NID_serialNumber:
    case NID_title:
        return 64;
    case NID_localityName:
    case NID_stateOrProvinceName:
    case NID_pseudonym:
        return 128;
    case NID_pkcs9_emailAddress:
        return 255;
    default:
        return 0;
    }
}

bool isTooLong(const LintedAttribute& attribute)
{
    const int limit = longest(attribute.nid);
    return limit > 0 && attribute.text.toUcs4().size() > limit;
}

bool isBlank(const LintedAttribute& attribute)
{
    return attribute.text.trimmed().isEmpty();
}

bool hasOuterBlanks(const LintedAttribute& attribute)
{
    return !isBlank(attribute) && attribute.text.trimmed() != attribute.text;
}

QStringList repeatedCommonName(const LintedCertificate& c)
{
    const QStringList names = subjectParts(c, NID_commonName);
    return names.size() > 1 ? names : QStringList();
}

constexpr LintRule kRules[] = {
    {"issuer-empty",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.1.2.4",
     QT_TRANSLATE_NOOP("CertificateLint", "The issuer's name is empty."),
     QT_TRANSLATE_NOOP("CertificateLint", "Give the CA a name, and issue the certificate again."),
     [](const LintedCertificate& c) {
         return foundIf(c.issuer.isEmpty(), LintText::tr("an empty issuer"));
     }},
    {"ca-subject-empty",
     Severity::Error,
     LintScope::Ca,
     "RFC 5280 §4.1.2.6",
     QT_TRANSLATE_NOOP("CertificateLint", "The CA has no name."),
     QT_TRANSLATE_NOOP("CertificateLint", "Give it a subject."),
     [](const LintedCertificate& c) {
         return foundIf(c.subject.isEmpty(), LintText::tr("an empty subject"));
     }},
    {"string-type-obsolete",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §4.1.2.4",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "A name is a TeletexString, BMPString or UniversalString, which programs read "
         "differently."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write names as UTF8String."),
     [](const LintedCertificate& c) { return each(c, &hasObsoleteType); }},
    {"string-type-wrong",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 appendix A.1",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A part of a name is not of the string type that is prescribed for it."),
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "Write C, serialNumber and dnQualifier as PrintableString, emailAddress and DC "
         "as IA5String, all others as UTF8String."),
     [](const LintedCertificate& c) { return each(c, &hasWrongType); }},
    {"printable-string-characters",
     Severity::Error,
     LintScope::Any,
     "X.680 §41.4",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "A PrintableString holds characters that it cannot hold, such as * @ & or _."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write the name as UTF8String."),
     [](const LintedCertificate& c) { return each(c, &hasUnprintable); }},
    {"country-code-wrong",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 appendix A.1; BR §7.1.4.2",
     QT_TRANSLATE_NOOP("CertificateLint", "The country is no code of two capital letters."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use the code of ISO 3166-1, for instance DE."),
     [](const LintedCertificate& c) { return each(c, &isWrongCountry); }},
    {"name-part-too-long",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 appendix A.1",
     QT_TRANSLATE_NOOP("CertificateLint", "A part of a name is longer than it may be."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Shorten it: 64 characters for CN, O and OU, 128 for L and ST."),
     [](const LintedCertificate& c) { return each(c, &isTooLong); }},
    {"name-part-empty",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 appendix A.1; BR §7.1.4.2",
     QT_TRANSLATE_NOOP("CertificateLint", "A part of a name is empty or blank."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave it out."),
     [](const LintedCertificate& c) { return each(c, &isBlank); }},
    {"name-part-outer-blanks",
     Severity::Warning,
     LintScope::Any,
     "RFC 5280 §7.1",
     QT_TRANSLATE_NOOP("CertificateLint", "A part of a name begins or ends with blanks."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Write it without: some programs compare names byte by byte."),
     [](const LintedCertificate& c) { return each(c, &hasOuterBlanks); }},
    {"common-name-repeated",
     Severity::Warning,
     LintScope::Leaf,
     "BR §7.1.4.3",
     QT_TRANSLATE_NOOP("CertificateLint", "The subject has several common names."),
     QT_TRANSLATE_NOOP("CertificateLint", "Keep one, and write all names as alternative names."),
     &repeatedCommonName},
    {"organizational-unit",
     Severity::Note,
     LintScope::Server,
     "BR §7.1.2.7.4",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The subject has an organizational unit, which public CAs may not write."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave it out."),
     [](const LintedCertificate& c) { return subjectParts(c, NID_organizationalUnitName); }},
};

} // namespace

std::span<const LintRule> nameRules()
{
    return kRules;
}

} // namespace workbench
