#include "core/certificates/lint/host_name.h"
#include "core/certificates/lint/lint_rule.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>

namespace workbench {
namespace {

constexpr int kIpv4Length = 4;
constexpr int kIpv6Length = 16;

QList<LintedName> names(const LintedCertificate& c)
{
    return c.alternativeNames.value_or(QList<LintedName>());
}

QHostAddress address(const QByteArray& bytes)
{
    if (bytes.size() == kIpv6Length) {
        return QHostAddress(reinterpret_cast<const quint8*>(bytes.constData()));
    }
    quint32 value = 0;
    for (const char byte : bytes) {
        value = value << 8 | static_cast<quint8>(byte);
    }
    return QHostAddress(value);
}

bool isAddress(const LintedName& name)
{
    return name.type == GEN_IPADD
        && (name.bytes.size() == kIpv4Length || name.bytes.size() == kIpv6Length);
}

QStringList texts(const LintedCertificate& c, bool (*offends)(const LintedName& name))
{
    QStringList found;
    for (const LintedName& name : names(c)) {
        if (offends(name)) {
            found.append(isAddress(name)              ? address(name.bytes).toString()
                             : name.type == GEN_IPADD ? QString::fromLatin1(name.bytes.toHex())
                                                      : QString::fromUtf8(name.bytes));
        }
    }
    return found;
}

/// Names that a TLS client compares with the host.
bool hasHostNames(const LintedCertificate& c)
{
    const QList<LintedName> all = names(c);
    return std::any_of(all.begin(), all.end(), [](const LintedName& name) {
        return name.type == GEN_DNS || name.type == GEN_IPADD;
    });
}

bool isAlternativeName(const LintedCertificate& c, const QString& commonName)
{
    const QStringList dns = c.dnsNames();
    const QStringList addresses = texts(c, &isAddress);
    return dns.contains(commonName, Qt::CaseInsensitive)
        || addresses.contains(QHostAddress(commonName).toString());
}

QStringList commonNameOutside(const LintedCertificate& c, bool host)
{
    const QString name = c.lastCommonName();
    return foundIf(!name.isEmpty() && hasHostNames(c) && looksLikeHost(name) == host
                       && !isAlternativeName(c, name),
                   QStringLiteral("CN=%1").arg(name));
}

/// RFC 6890 and its registries, as far as somebody would write it into a certificate.
bool isReserved(const LintedName& name)
{
    static const QList<QPair<QHostAddress, int>> subnets = [] {
        QList<QPair<QHostAddress, int>> list;
        for (const char* const subnet : {"0.0.0.0/8",
                                         "10.0.0.0/8",
                                         "100.64.0.0/10",
                                         "127.0.0.0/8",
                                         "169.254.0.0/16",
                                         "172.16.0.0/12",
                                         "192.0.0.0/24",
                                         "192.0.2.0/24",
                                         "192.168.0.0/16",
                                         "198.18.0.0/15",
                                         "198.51.100.0/24",
                                         "203.0.113.0/24",
                                         "224.0.0.0/3",
                                         "::/127",
                                         "2001:db8::/32",
                                         "fc00::/7",
                                         "fe80::/10",
                                         "ff00::/8"}) {
            list.append(QHostAddress::parseSubnet(QString::fromLatin1(subnet)));
        }
        return list;
    }();
    const QHostAddress value = isAddress(name) ? address(name.bytes) : QHostAddress();
    return std::any_of(subnets.begin(), subnets.end(), [&](const QPair<QHostAddress, int>& subnet) {
        return !value.isNull() && value.isInSubnet(subnet);
    });
}

bool isMalformedEmail(const LintedName& name)
{
    const bool ascii = std::all_of(name.bytes.cbegin(), name.bytes.cend(), [](char byte) {
        return byte > ' ' && byte < 0x7f;
    });
    const qsizetype at = name.bytes.indexOf('@');
    return name.type == GEN_EMAIL
        && (!ascii || at < 1 || at == name.bytes.size() - 1 || name.bytes.count('@') > 1);
}

bool isRelativeUri(const LintedName& name)
{
    return name.type == GEN_URI
        && QUrl(QString::fromUtf8(name.bytes), QUrl::StrictMode).scheme().isEmpty();
}

QStringList otherKinds(const LintedCertificate& c)
{
    QStringList found;
    for (const LintedName& name : names(c)) {
        switch (name.type) {
        case GEN_DNS:
        case GEN_IPADD:
            break;
        case GEN_EMAIL:
        case GEN_URI:
            found.append(QString::fromUtf8(name.bytes));
            break;
        case GEN_DIRNAME:
            found.append(QStringLiteral("directoryName"));
            break;
        case GEN_RID:
            found.append(QStringLiteral("registeredID"));
            break;
        default:
            found.append(QStringLiteral("otherName"));
        }
    }
    return found;
}

QStringList repeatedNames(const LintedCertificate& c)
{
    QStringList seen;
    QStringList repeated;
    for (const QString& name : c.dnsNames() + texts(c, &isAddress)) {
        (seen.contains(name, Qt::CaseInsensitive) ? repeated : seen).append(name);
    }
    return repeated;
}

constexpr LintRule kRules[] = {
    {"alternative-name-missing",
     Severity::Error,
     LintScope::Server,
     "BR §7.1.2.7.12; RFC 9525 §2",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "The certificate names no host: there is no subject alternative name of a DNS "
         "name or an IP address."),
     QT_TRANSLATE_NOOP("CertificateLint", "Issue it with every name that clients use."),
     [](const LintedCertificate& c) {
         return foundIf(!hasHostNames(c),
                        c.alternativeNames ? LintText::tr("no DNS name and no IP address in it")
                                           : LintText::tr("no such extension"));
     }},
    {"hostname-only-in-common-name",
     Severity::Error,
     LintScope::Server,
     "RFC 9525 §2; BR §7.1.4.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The host's name stands in the common name only, which browsers and most "
                       "libraries ignore."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write it as subject alternative name too."),
     [](const LintedCertificate& c) {
         return foundIf(!hasHostNames(c) && looksLikeHost(c.lastCommonName()),
                        QStringLiteral("CN=%1").arg(c.lastCommonName()));
     }},
    {"alternative-name-empty",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6",
     QT_TRANSLATE_NOOP("CertificateLint", "The subject alternative name holds no name."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write names into it, or leave the extension out."),
     [](const LintedCertificate& c) {
         return foundIf(c.alternativeNames && c.alternativeNames->isEmpty(),
                        LintText::tr("an empty list"));
     }},
    {"subject-empty-without-critical-alternative-name",
     Severity::Error,
     LintScope::Leaf,
     "RFC 5280 §4.1.2.6; §4.2.1.6",
     QT_TRANSLATE_NOOP(
         "CertificateLint",
         "The subject is empty, but no critical subject alternative name stands in for "
         "it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Mark that extension as critical, or write a subject."),
     [](const LintedCertificate& c) {
         return foundIf(c.subject.isEmpty() && !c.isCritical(NID_subject_alt_name),
                        c.has(NID_subject_alt_name) ? LintText::tr("not critical")
                                                    : LintText::tr("no such extension"));
     }},
    {"common-name-not-among-alternative-names",
     Severity::Warning,
     LintScope::Server,
     "BR §7.1.4.3; RFC 9525 §2",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The host in the common name is not among the alternative names, so it does "
                       "not count."),
     QT_TRANSLATE_NOOP("CertificateLint", "Add it to the alternative names, or leave it out."),
     [](const LintedCertificate& c) { return commonNameOutside(c, true); }},
    {"common-name-no-host",
     Severity::Note,
     LintScope::Server,
     "BR §7.1.4.3",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "The common name is no host; public CAs may write only an alternative name "
                       "there."),
     QT_TRANSLATE_NOOP("CertificateLint", "Leave it out, or repeat an alternative name."),
     [](const LintedCertificate& c) { return commonNameOutside(c, false); }},
    {"ip-address-length-wrong",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6",
     QT_TRANSLATE_NOOP("CertificateLint", "An IP address has neither 4 nor 16 octets."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write the address alone, without a mask, in binary."),
     [](const LintedCertificate& c) {
         return texts(c, [](const LintedName& n) { return n.type == GEN_IPADD && !isAddress(n); });
     }},
    {"ip-address-reserved",
     Severity::Note,
     LintScope::Server,
     "BR §4.2.2; §7.1.2.7.12",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "An IP address is reserved or private; public CAs may not certify it."),
     QT_TRANSLATE_NOOP("CertificateLint", "Keep it for a private CA."),
     [](const LintedCertificate& c) { return texts(c, &isReserved); }},
    {"email-address-malformed",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6",
     QT_TRANSLATE_NOOP("CertificateLint", "An e-mail address is not of the form name@domain."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write the bare address, in ASCII."),
     [](const LintedCertificate& c) { return texts(c, &isMalformedEmail); }},
    {"uri-relative",
     Severity::Error,
     LintScope::Any,
     "RFC 5280 §4.2.1.6",
     QT_TRANSLATE_NOOP("CertificateLint", "A URI has no scheme."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write it in full, for instance spiffe://shop.test/api."),
     [](const LintedCertificate& c) { return texts(c, &isRelativeUri); }},
    {"alternative-name-of-other-kind",
     Severity::Note,
     LintScope::Server,
     "BR §7.1.2.7.12",
     QT_TRANSLATE_NOOP("CertificateLint",
                       "There are alternative names of other kinds than DNS name and IP address."),
     QT_TRANSLATE_NOOP("CertificateLint", "Public CAs write these two only."),
     &otherKinds},
    {"alternative-name-repeated",
     Severity::Note,
     LintScope::Any,
     "RFC 5280 §4.2.1.6",
     QT_TRANSLATE_NOOP("CertificateLint", "An alternative name is there more than once."),
     QT_TRANSLATE_NOOP("CertificateLint", "Write each one once."),
     &repeatedNames},
};

} // namespace

std::span<const LintRule> alternativeNameRules()
{
    return kRules;
}

} // namespace workbench
