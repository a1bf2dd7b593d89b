#include "core/certificates/lint/host_name.h"
#include "core/certificates/lint/lint_rule.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr QLatin1Char kDot('.');
constexpr QLatin1Char kStar('*');

using Offends = bool (*)(const QString& name);

QStringList each(const LintedCertificate& c, Offends offends)
{
    QStringList found;
    for (const QString& name : c.dnsNames()) {
        if (offends(name)) {
            found.append(name);
        }
    }
    return found;
}

bool isAscii(const QString& name)
{
    constexpr char16_t kFirstOther = 0x80;
    return std::all_of(
        name.begin(), name.end(), [](QChar letter) { return letter.unicode() < kFirstOther; });
}

/// The labels, without the empty one behind a trailing dot, which has a rule of its own.
QStringList labels(const QString& name)
{
    QStringList parts = name.split(kDot);
    if (parts.size() > 1 && parts.last().isEmpty()) {
        parts.removeLast();
    }
    return parts;
}

bool anyLabel(const QString& name, bool (*offends)(const QString& label))
{
    const QStringList parts = labels(name);
    return std::any_of(parts.begin(), parts.end(), offends);
}

bool hasBadCharacter(const QString& name)
{
    return isAscii(name) && std::any_of(name.begin(), name.end(), [](QChar character) {
               const char byte = character.toLatin1();
               const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
               const bool mark = byte == '-' || byte == '.' || byte == '*' || byte == '_';
               const bool partOfAddress = byte == ':' || byte == '[' || byte == ']';
               return !letter && !(byte >= '0' && byte <= '9') && !mark && !partOfAddress;
           });
}

bool hasWrongLength(const QString& name)
{
    constexpr int kLongestName = 253;
    constexpr int kLongestLabel = 63;
    return name.isEmpty() || name.size() > kLongestName || anyLabel(name, [](const QString& label) {
               return label.isEmpty() || label.size() > kLongestLabel;
           });
}

bool hasOuterHyphen(const QString& name)
{
    return anyLabel(name, [](const QString& label) {
        return label.startsWith(QLatin1Char('-')) || label.endsWith(QLatin1Char('-'));
    });
}

bool hasCapitals(const QString& name)
{
    return name != name.toLower();
}

bool hasPartialWildcard(const QString& name)
{
    return anyLabel(name,
                    [](const QString& label) { return label.size() > 1 && label.contains(kStar); });
}

bool hasWildcardFurtherRight(const QString& name)
{
    return name.indexOf(kStar) > name.indexOf(kDot) && name.contains(kDot) && name.count(kStar) == 1
        && !looksLikeAddress(name);
}

bool coversTopLevelDomain(const QString& name)
{
    const QStringList parts = labels(name);
    return parts.first() == kStar && parts.size() < 3;
}

bool isNameInternal(const QString& name)
{
    return !looksLikeAddress(name) && isInternalName(name);
}

constexpr LintRule kRules[] = {
    {"dns-name-is-address",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6; BR §7.1.2.7.12",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "An IP address is written as a DNS name; clients that "
                       "connect to the address do not look there."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Write it as an alternative name of the kind IP address."),
     [](const LintedCertificate& c) {
         return each(c, [](const QString& name) {
             return looksLikeAddress(name) && !name.contains(kStar);
         });
     }},
    {"dns-name-not-ascii",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §7.2",
     QT_TRANSLATE_NOOP("CertificateLint", "A DNS name holds letters outside of ASCII."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write an international name in its xn-- form."),
     [](const LintedCertificate& c) {
         return each(c, [](const QString& name) { return !isAscii(name); });
     }},
    {"dns-name-characters",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6; RFC 1034 §3.5",
     QT_TRANSLATE_NOOP("CertificateLint", "A DNS name holds characters that no host name has."),
     QT_TRANSLATE_NOOP("CertificateLint",
                       "Use letters, digits and hyphens; no scheme, port, path or blank."),
     [](const LintedCertificate& c) { return each(c, &hasBadCharacter); }},
    {"dns-name-underscore",
     Severity::Warning,
     LintScope::Any,
     "BR §7.1.2.7.12; RFC 1034 §3.5",
     QT_TRANSLATE_NOOP("CertificateLint", "A DNS name holds an underscore."),
     QT_TRANSLATE_NOOP("CertificateLint", "Give the host a name without one, or use a wildcard."),
     [](const LintedCertificate& c) {
         return each(c, [](const QString& name) { return name.contains(QLatin1Char('_')); });
     }},
    {"dns-name-length",
     Severity::Error,
     LintScope::Any,
     "RFC 1034 §3.1; RFC 1123 §2.1",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "A DNS name has an empty label, one of over 63 characters, or over 253 in all."),
     QT_TRANSLATE_NOOP("CertificateLint", "Correct the name."),
     [](const LintedCertificate& c) { return each(c, &hasWrongLength); }},
    {"dns-name-hyphen",
     Severity::Error,
     LintScope::Any,
     "RFC 1034 §3.5",
     QT_TRANSLATE_NOOP("CertificateLint", "A label of a DNS name begins or ends with a hyphen."),
     QT_TRANSLATE_NOOP("CertificateLint", "Correct the name."),
     [](const LintedCertificate& c) { return each(c, &hasOuterHyphen); }},
    {"dns-name-trailing-dot",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6; RFC 1034 §3.5",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A DNS name ends in a dot; clients compare it with names that do not."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write it without the dot."),
     [](const LintedCertificate& c) {
         return each(c, [](const QString& name) { return name.endsWith(kDot); });
     }},
    {"dns-name-capitals",
     Severity::Note,
     LintScope::Any,
     "RFC 9525 §6.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A DNS name has capitals; clients ignore case, some scripts do not."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write it in small letters."),
     [](const LintedCertificate& c) { return each(c, &hasCapitals); }},
    {"dns-name-internal",
     Severity::Note,
     LintScope::Server,
     "BR §4.2.2; §7.1.2.7.12",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A name is internal: public CAs may not certify what nobody owns."),
     QT_TRANSLATE_NOOP("CertificateLint", "Keep it for a private CA."),
     [](const LintedCertificate& c) { return each(c, &isNameInternal); }},
    {"wildcard-partial",
     Severity::Error,
     LintScope::Any,
     "RFC 9525 §6.3; BR §1.6.1",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A wildcard is only a part of its label; browsers do not match it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use * as the whole leftmost label."),
     [](const LintedCertificate& c) { return each(c, &hasPartialWildcard); }},
    {"wildcard-several",
     Severity::Error,
     LintScope::Any,
     "RFC 9525 §6.3",
     QT_TRANSLATE_NOOP("CertificateLint", "A name has more than one wildcard."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use one, as the leftmost label: it covers one label."),
     [](const LintedCertificate& c) {
         return each(c, [](const QString& name) {
             return name.count(kStar) > 1 && !looksLikeAddress(name);
         });
     }},
    {"wildcard-not-leftmost",
     Severity::Error,
     LintScope::Any,
     "RFC 9525 §6.3",
     QT_TRANSLATE_NOOP("CertificateLint", "A wildcard is not the leftmost label."),
     QT_TRANSLATE_NOOP("CertificateLint", "Use * as the leftmost label only."),
     [](const LintedCertificate& c) { return each(c, &hasWildcardFurtherRight); }},
    {"wildcard-top-level",
     Severity::Error,
     LintScope::Any,
     "BR §3.2.2.6",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A wildcard covers a whole top-level domain; browsers do not match it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Put the domain that you own behind it."),
     [](const LintedCertificate& c) { return each(c, &coversTopLevelDomain); }},
    {"wildcard-in-address",
     Severity::Error,
     LintScope::Any,
     "RFC 9525 §6.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "A wildcard stands in an IP address, where it means nothing."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write each address on its own, of the kind IP address."),
     [](const LintedCertificate& c) {
         return each(
             c, [](const QString& name) { return looksLikeAddress(name) && name.contains(kStar); });
     }},
};

} // namespace

std::span<const LintRule> dnsNameRules()
{
    return kRules;
}

} // namespace workbench
