#include "core/certificates/subject_alt_name.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace workbench {
namespace {

using OctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;

struct TypedName
{
    QString type; ///< "dns", "ip", "uri", "email"
    QString value;
};

Error unusable(const QString& text, const QString& why, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr("“%1” cannot be an alternative name: %2").arg(text, why),
            .remedy = remedy,
            .where = QStringLiteral("san")};
}

OctetStringPtr parseAddress(const QString& text)
{
    const OpenSslErrorGuard guard;
    return OctetStringPtr(a2i_IPADDRESS(text.toLatin1().constData()));
}

QString addressText(const ASN1_STRING* octets)
{
    const unsigned char* bytes = ASN1_STRING_get0_data(octets);
    if (ASN1_STRING_length(octets) == 4) {
        return QStringLiteral("%1.%2.%3.%4")
            .arg(bytes[0])
            .arg(bytes[1])
            .arg(bytes[2])
            .arg(bytes[3]);
    }
    if (ASN1_STRING_length(octets) == 16) {
        Q_IPV6ADDR address;
        std::memcpy(address.c, bytes, 16);
        return QHostAddress(address).toString();
    }
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(bytes), ASN1_STRING_length(octets)).toHex());
}

QString stringText(const ASN1_STRING* text)
{
    return QString::fromUtf8(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             ASN1_STRING_length(text));
}

QString directoryText(const X509_NAME* name)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return QString::fromUtf8(contentOf(bio.get()));
}

/// Splits a "type:" off, or guesses the type from the form of the value.
TypedName typed(const QString& text)
{
    static const QStringList types = {QStringLiteral("dns"),
                                      QStringLiteral("ip"),
                                      QStringLiteral("uri"),
                                      QStringLiteral("email")};
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    const QString prefix = text.left(std::max<qsizetype>(colon, 0)).trimmed().toLower();
    if (types.contains(prefix)) {
        return {prefix, text.mid(colon + 1).trimmed()};
    }
    if (text.startsWith(QLatin1Char('[')) || parseAddress(text)) {
        return {types.at(1), text};
    }
    if (text.contains(QStringLiteral("://"))) {
        return {types.at(2), text};
    }
    if (text.contains(QLatin1Char('@'))) {
        return {types.at(3), text};
    }
    return {types.at(0), text};
}

Result<QString> canonicalAddress(const QString& text)
{
    QString bare = text;
    if (bare.startsWith(QLatin1Char('[')) && bare.endsWith(QLatin1Char(']'))) {
        bare = bare.mid(1, bare.size() - 2);
    }
    const OctetStringPtr octets = parseAddress(bare);
    if (!octets) {
        return fail(unusable(text,
                             CertificateText::tr("it is not an IP address."),
                             CertificateText::tr("Write it like 192.0.2.1 or 2001:db8::1, without "
                                                 "a port, a zone or a prefix length.")));
    }
    return addressText(octets.get());
}

Result<QString> canonicalUri(const QString& text)
{
    return toAsciiUri(text).map_error(
        [&text](const Error& error) { return unusable(text, error.message, error.remedy); });
}

Result<QString> canonicalEmail(const QString& text)
{
    const qsizetype at = text.lastIndexOf(QLatin1Char('@'));
    const QString mailbox = text.left(std::max<qsizetype>(at, 0));
    const bool ascii = std::all_of(mailbox.begin(), mailbox.end(), [](QChar character) {
        return character > QLatin1Char(' ') && character < QChar(0x7f);
    });
    if (mailbox.isEmpty() || !ascii) {
        return fail(unusable(text,
                             CertificateText::tr("it is not an e-mail address in ASCII letters."),
                             CertificateText::tr("Write it like somebody@shop.example.")));
    }
    const Result<QString> domain = toAsciiHostName(text.mid(at + 1));
    if (!domain) {
        return fail(unusable(text, domain.error().message, domain.error().remedy));
    }
    return mailbox + QLatin1Char('@') + *domain;
}

Result<QString> canonicalDns(const QString& text)
{
    Result<QString> name = toAsciiHostName(text);
    if (!name) {
        return fail(unusable(text, name.error().message, name.error().remedy));
    }
    return name;
}

bool isHostCharacter(QChar character)
{
    const char16_t unit = character.unicode();
    return (unit >= u'a' && unit <= u'z') || (unit >= u'A' && unit <= u'Z')
        || (unit >= u'0' && unit <= u'9') || unit == u'-' || unit == u'_';
}

bool isAscii(const QString& text)
{
    return std::all_of(
        text.begin(), text.end(), [](QChar character) { return character.unicode() < 0x80; });
}

Error badHostName(const QString& message, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput, .message = message, .remedy = remedy};
}

Result<void> checkLabel(const QString& label)
{
    if (label.isEmpty()) {
        return fail(badHostName(CertificateText::tr("a part between two dots is empty.")));
    }
    if (label.size() > 63) {
        return fail(badHostName(CertificateText::tr("the part “%1…” is longer than 63 characters.")
                                    .arg(label.left(20))));
    }
    const auto odd
        = std::find_if_not(label.begin(), label.end(), [](QChar c) { return isHostCharacter(c); });
    if (odd != label.end()) {
        const QString remedy = *odd == QLatin1Char('*')
            ? CertificateText::tr("A wildcard is the whole first part, like *.shop.example.")
            : CertificateText::tr(
                "Host names have letters, digits, hyphens and dots; one name in each entry.");
        return fail(badHostName(
            CertificateText::tr("“%1” is not allowed in a host name.").arg(QString(*odd)), remedy));
    }
    return {};
}

GeneralNamePtr makeGeneralName(const TypedName& name)
{
    if (name.type == QLatin1String("ip")) {
        OctetStringPtr octets = parseAddress(name.value);
        if (!octets) {
            return nullptr;
        }
        GeneralNamePtr general(GENERAL_NAME_new());
        GENERAL_NAME_set0_value(general.get(), GEN_IPADD, octets.release());
        return general;
    }
    const int type = name.type == QLatin1String("dns") ? GEN_DNS
        : name.type == QLatin1String("uri")            ? GEN_URI
                                                       : GEN_EMAIL;
    return textualName(type, name.value.toLatin1());
}

/// A "kind:" that names have, but not here; empty where there is none. What stands before a port is
/// none.
QString unknownKind(const QString& text)
{
    static const QRegularExpression kKind(QStringLiteral("^([a-z][a-z0-9-]*):(?!\\d*$)"),
                                          QRegularExpression::CaseInsensitiveOption);
    return kKind.match(text).captured(1);
}

} // namespace

QStringList subjectAltNames(const X509* certificate)
{
    return subjectAltNames(X509_get0_extensions(certificate));
}

QStringList subjectAltNames(const STACK_OF(X509_EXTENSION) * extensions)
{
    QStringList texts;
    const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        texts.append(generalNameText(sk_GENERAL_NAME_value(names.get(), i)));
    }
    return texts;
}

Result<QString> toAsciiHostName(const QString& name)
{
    QString rest = name.trimmed();
    if (rest.endsWith(QLatin1Char('.'))) {
        rest.chop(1);
    }
    if (rest.isEmpty()) {
        return fail(badHostName(CertificateText::tr("the name is empty.")));
    }
    QString wildcard;
    if (rest.startsWith(QStringLiteral("*."))) {
        wildcard = rest.left(2);
        rest.remove(0, 2);
    }
    if (!isAscii(rest)) {
        const QByteArray ascii = QUrl::toAce(rest);
        if (ascii.isEmpty()) {
            return fail(badHostName(
                CertificateText::tr("it has no valid form as an international host name.")));
        }
        rest = QString::fromLatin1(ascii);
    }
    const QStringList labels = rest.split(QLatin1Char('.'));
    for (const QString& label : labels) {
        const Result<void> checked = checkLabel(label);
        if (!checked) {
            return fail(checked.error());
        }
    }
    if (rest.size() > 253) {
        return fail(badHostName(CertificateText::tr("it is longer than 253 characters.")));
    }
    return wildcard + rest;
}

Result<QString> toAsciiUri(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty() || text.size() <= url.scheme().size() + 1) {
        return fail(badHostName(CertificateText::tr("it is not an absolute URI."),
                                CertificateText::tr("Write it with its scheme, like "
                                                    "https://shop.example/ or urn:example:shop.")));
    }
    return QString::fromLatin1(url.toEncoded());
}

QString generalNameText(const GENERAL_NAME* name)
{
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(name, &type);
    switch (type) {
    case GEN_DNS:
        return QStringLiteral("dns:") + stringText(static_cast<const ASN1_STRING*>(value));
    case GEN_URI:
        return QStringLiteral("uri:") + stringText(static_cast<const ASN1_STRING*>(value));
    case GEN_EMAIL:
        return QStringLiteral("email:") + stringText(static_cast<const ASN1_STRING*>(value));
    case GEN_IPADD:
        return QStringLiteral("ip:") + addressText(static_cast<const ASN1_STRING*>(value));
    case GEN_DIRNAME:
        return QStringLiteral("dirname:") + directoryText(static_cast<const X509_NAME*>(value));
    case GEN_RID:
        return QStringLiteral("oid:") + objectNumbers(static_cast<const ASN1_OBJECT*>(value));
    case GEN_OTHERNAME:
        return QStringLiteral("other:")
            + objectNumbers(static_cast<const OTHERNAME*>(value)->type_id);
    default:
        return QStringLiteral("other:%1").arg(type);
    }
}

GeneralNamePtr textualName(int type, const QByteArray& value)
{
    GeneralNamePtr general(GENERAL_NAME_new());
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, value.constData(), static_cast<int>(value.size()));
    GENERAL_NAME_set0_value(general.get(), type, text);
    return general;
}

Result<QString> parseSubjectAltName(const QString& text)
{
    const TypedName name = typed(text.trimmed());
    if (name.value.isEmpty()) {
        return fail(unusable(text, CertificateText::tr("it is empty.")));
    }
    const QString kind = name.value == text.trimmed() && name.type != QLatin1String("ip")
            && name.type != QLatin1String("uri")
        ? unknownKind(name.value)
        : QString();
    if (!kind.isEmpty()) {
        return fail(unusable(text,
                             CertificateText::tr("“%1” is no kind of name.").arg(kind),
                             CertificateText::tr("Write dns:, ip:, uri: or email: in front.")));
    }
    const auto withType
        = [&name](const QString& value) { return name.type + QLatin1Char(':') + value; };
    if (name.type == QLatin1String("ip")) {
        return canonicalAddress(name.value).map(withType);
    }
    if (name.type == QLatin1String("uri")) {
        return canonicalUri(name.value).map(withType);
    }
    if (name.type == QLatin1String("email")) {
        return canonicalEmail(name.value).map(withType);
    }
    return canonicalDns(name.value).map(withType);
}

Result<X509ExtensionPtr> subjectAltNameExtension(const QStringList& names, bool critical)
{
    const GeneralNamesPtr list(sk_GENERAL_NAME_new_null());
    for (const QString& text : names) {
        const Result<QString> canonical = parseSubjectAltName(text);
        if (!canonical) {
            return fail(canonical.error());
        }
        GeneralNamePtr name = makeGeneralName(typed(*canonical));
        if (!name) {
            return fail(unusable(text, CertificateText::tr("it is not an IP address.")));
        }
        sk_GENERAL_NAME_push(list.get(), name.release());
    }
    X509ExtensionPtr extension(X509V3_EXT_i2d(NID_subject_alt_name, critical ? 1 : 0, list.get()));
    if (!extension) {
        return fail(openSslError(CertificateText::tr("The alternative names cannot be encoded.")));
    }
    return extension;
}

} // namespace workbench
