#include "core/certificates/openssl_configuration.h"

#include "core/base/hex.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_extensions.h"
#include "core/certificates/key_specification.h"

#include <openssl/x509v3.h>

#include <array>
#include <utility>

namespace workbench {
namespace {

/// Letters that have a meaning of their own in a configuration, or in a list of values.
bool isPlain(const QString& text)
{
    return std::none_of(text.begin(), text.end(), [](QChar letter) {
        return letter.unicode() < 0x21 || letter.unicode() > 0x7e
            || QStringLiteral("\\$\"'#;`").contains(letter);
    });
}

bool arePlain(const QStringList& texts)
{
    return std::all_of(texts.begin(), texts.end(), &isPlain);
}

/// What an extension is in the configuration: its line, and the sections that this refers to.
struct Words
{
    QString value; ///< empty: there are no words
    QStringList sections;
};

QString section(const QString& name, const QStringList& lines)
{
    return QStringLiteral("[%1]\n%2\n").arg(name, lines.join(QLatin1Char('\n')));
}

struct NameType
{
    const char* ours;
    const char* theirs;
};

constexpr std::array kNameTypes {NameType {"dns", "DNS"},
                                 NameType {"ip", "IP"},
                                 NameType {"uri", "URI"},
                                 NameType {"email", "email"}};

/// "DNS.1 = shop.test" for "dns:shop.test"; empty where there are no such words.
QString nameLine(const QString& text, int number)
{
    const QString type = text.section(QLatin1Char(':'), 0, 0);
    const QString value = text.section(QLatin1Char(':'), 1);
    for (const NameType& known : kNameTypes) {
        if (type == QLatin1String(known.ours) && isPlain(value)) {
            return QStringLiteral("%1.%2 = %3")
                .arg(QLatin1String(known.theirs))
                .arg(number)
                .arg(value);
        }
    }
    return {};
}

Words alternativeNames(const CertificateRequest& request)
{
    QStringList lines;
    for (const QString& name : request.san) {
        lines.append(nameLine(name, static_cast<int>(lines.size()) + 1));
    }
    if (lines.contains(QString())) {
        return {};
    }
    return {.value = QStringLiteral("@names"),
            .sections = {section(QStringLiteral("names"), lines)}};
}

Words infoAccess(const CertificateRequest& request)
{
    if (!arePlain(request.ocspUrls + request.caIssuersUrls)) {
        return {};
    }
    QStringList lines;
    const auto add = [&lines](const char* method, const QStringList& urls) {
        for (const QString& url : urls) {
            lines.append(QStringLiteral("%1;URI.%2 = %3")
                             .arg(QLatin1String(method))
                             .arg(lines.size() + 1)
                             .arg(url));
        }
    };
    add("OCSP", request.ocspUrls);
    add("caIssuers", request.caIssuersUrls);
    return {.value = QStringLiteral("@access"),
            .sections = {section(QStringLiteral("access"), lines)}};
}

Words distributionPoints(const CertificateRequest& request)
{
    if (!arePlain(request.crlUrls)) {
        return {};
    }
    Words words;
    QStringList names;
    for (int i = 1; i <= request.crlUrls.size(); ++i) {
        const QString point = QStringLiteral("crl%1").arg(i);
        names.append(point);
        words.sections.append(section(point, {QStringLiteral("fullname = @%1_names").arg(point)}));
        words.sections.append(section(point + QStringLiteral("_names"),
                                      {QStringLiteral("URI.1 = ") + request.crlUrls.at(i - 1)}));
    }
    words.value = names.join(QStringLiteral(", "));
    return words;
}

Words policies(const CertificateRequest& request)
{
    if (!arePlain(request.policies)) {
        return {};
    }
    Words words;
    QStringList values;
    for (const QString& policy : request.policies) {
        const QString oid = policy.section(QLatin1Char('='), 0, 0).trimmed();
        const QString uri = policy.section(QLatin1Char('='), 1).trimmed();
        if (oid.startsWith(QStringLiteral("any"))) {
            return {};
        }
        if (uri.isEmpty()) {
            values.append(oid);
            continue;
        }
        const QString name = QStringLiteral("policy%1").arg(words.sections.size() + 1);
        values.append(QLatin1Char('@') + name);
        words.sections.append(section(
            name, {QStringLiteral("policyIdentifier = ") + oid, QStringLiteral("CPS.1 = ") + uri}));
    }
    words.value = values.join(QStringLiteral(", "));
    return words;
}

/// The bits or purposes in an extension, in OpenSSL's words.
QString listedWords(X509_EXTENSION* extension)
{
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    QStringList words;
    if (nid == NID_key_usage) {
        auto* const bits = static_cast<ASN1_BIT_STRING*>(X509V3_EXT_d2i(extension));
        const QStringList known = keyUsageWords();
        for (int i = 0; i < known.size(); ++i) {
            if (ASN1_BIT_STRING_get_bit(bits, i) == 1) {
                words.append(known.at(i));
            }
        }
        ASN1_BIT_STRING_free(bits);
    } else {
        auto* const usage = static_cast<EXTENDED_KEY_USAGE*>(X509V3_EXT_d2i(extension));
        for (int i = 0; i < sk_ASN1_OBJECT_num(usage); ++i) {
            words.append(objectText(sk_ASN1_OBJECT_value(usage, i)));
        }
        EXTENDED_KEY_USAGE_free(usage);
    }
    return words.join(QStringLiteral(", "));
}

Words basicConstraints(const CertificateRequest& request)
{
    QString value = isCaKind(request.kind) ? QStringLiteral("CA:TRUE") : QStringLiteral("CA:FALSE");
    if (request.pathLength >= 0) {
        value += QStringLiteral(", pathlen:%1").arg(request.pathLength);
    }
    return {.value = value, .sections = {}};
}

Words wordsFor(const CertificateRequest& request, X509_EXTENSION* extension)
{
    switch (OBJ_obj2nid(X509_EXTENSION_get_object(extension))) {
    case NID_basic_constraints:
        return basicConstraints(request);
    case NID_key_usage:
    case NID_ext_key_usage:
        return {.value = listedWords(extension), .sections = {}};
    case NID_subject_alt_name:
        return alternativeNames(request);
    case NID_certificate_policies:
        return policies(request);
    case NID_crl_distribution_points:
        return distributionPoints(request);
    case NID_info_access:
        return infoAccess(request);
    case NID_tlsfeature:
        return {.value = QStringLiteral("status_request"), .sections = {}};
    default:
        return {};
    }
}

bool isRaw(const CertificateRequest& request, const QString& oid)
{
    return std::any_of(request.rawExtensions.begin(),
                       request.rawExtensions.end(),
                       [&oid](const RawExtension& raw) { return raw.oid == oid; });
}

QString derOf(X509_EXTENSION* extension)
{
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
    return QStringLiteral("DER:")
        + toHex(QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                           ASN1_STRING_length(value)));
}

/// `openssl ca` adds a subject key identifier by itself unless told not to.
QString identifierLine(const CertificateRequest& request, int nid, const char* words)
{
    const QString name = QString::fromLatin1(OBJ_nid2sn(nid));
    const QString oid = objectNumbers(OBJ_nid2obj(nid));
    if (isRaw(request, oid)) {
        return {};
    }
    const bool left = request.without.contains(oid) || request.without.contains(name);
    return QStringLiteral("%1 = %2").arg(name,
                                         left ? QStringLiteral("none") : QLatin1String(words));
}

QStringList identifierLines(const CertificateRequest& request, const ConfigurationTarget& target)
{
    QStringList lines;
    if (!target.request) {
        lines.append(identifierLine(request, NID_subject_key_identifier, "hash"));
    }
    if (!target.request && !target.selfSigned) {
        lines.append(identifierLine(request, NID_authority_key_identifier, "keyid, issuer"));
    }
    lines.removeAll(QString());
    return lines;
}

/// The order is that of requestedExtensions().
bool comesBeforeIdentifiers(int nid)
{
    return nid == NID_basic_constraints || nid == NID_key_usage || nid == NID_ext_key_usage
        || nid == NID_subject_alt_name;
}

} // namespace

Result<QString> opensslExtensions(const CertificateRequest& request,
                                  const ConfigurationTarget& target)
{
    // The usual key usage depends on the kind of key, not on its size.
    const bool rsa = request.key.startsWith(QStringLiteral("rsa"), Qt::CaseInsensitive);
    const Result<std::shared_ptr<EVP_PKEY>> key
        = generateKey(rsa ? QStringLiteral("rsa:1024") : QStringLiteral("ec:P-256"));
    const Result<std::vector<X509ExtensionPtr>> extensions = key
        ? requestedExtensions(request,
                              {.key = key->get(), .emptySubject = request.subject.isEmpty()})
        : fail(key.error());
    if (!extensions) {
        return fail(extensions.error());
    }
    QStringList lines;
    QStringList sections;
    QStringList identifiers = identifierLines(request, target);
    for (const X509ExtensionPtr& extension : *extensions) {
        const ASN1_OBJECT* const object = X509_EXTENSION_get_object(extension.get());
        const QString oid = objectNumbers(object);
        if (isRaw(request, oid) || !comesBeforeIdentifiers(OBJ_obj2nid(object))) {
            lines += std::exchange(identifiers, {});
        }
        const Words words = isRaw(request, oid) ? Words {} : wordsFor(request, extension.get());
        const QString critical = X509_EXTENSION_get_critical(extension.get()) != 0
            ? QStringLiteral("critical, ")
            : QString();
        lines.append(QStringLiteral("%1 = %2%3")
                         .arg(words.value.isEmpty() ? oid : objectText(object),
                              critical,
                              words.value.isEmpty() ? derOf(extension.get()) : words.value));
        sections += words.sections;
    }
    sections.prepend(section(QStringLiteral("extensions"), lines + identifiers));
    return sections.join(QLatin1Char('\n'));
}

} // namespace workbench
