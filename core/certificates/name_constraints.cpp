#include "core/certificates/name_constraints.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/distinguished_name.h"
#include "core/certificates/subject_alt_name.h"

#include <algorithm>

namespace workbench {
namespace {

using NameConstraintsPtr = std::unique_ptr<NAME_CONSTRAINTS, Freed<NAME_CONSTRAINTS_free>>;
using SubtreePtr = std::unique_ptr<GENERAL_SUBTREE, Freed<GENERAL_SUBTREE_free>>;
using OctetStringPtr = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;

Error unusable(const QString& text, const QString& why, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr("“%1” cannot be a name constraint: %2").arg(text, why),
            .remedy = remedy,
            .where = QStringLiteral("name-constraints")};
}

/// A host, or with a dot in front all hosts below it.
Result<QByteArray> hostPattern(const QString& text, const QString& value)
{
    const QString dot = value.startsWith(QLatin1Char('.')) ? QStringLiteral(".") : QString();
    const Result<QString> host = toAsciiHostName(value.mid(dot.size()));
    if (!host) {
        return fail(unusable(text, host.error().message, host.error().remedy));
    }
    if (host->startsWith(QLatin1Char('*'))) {
        return fail(unusable(text,
                             CertificateText::tr("it has a wildcard."),
                             CertificateText::tr("A constraint covers all names below anyway.")));
    }
    return (dot + *host).toLatin1();
}

/// "10.0.0.0/8", "10.0.0.0/255.0.0.0", "2001:db8::/32": address and mask, 8 or 32 bytes.
Result<GeneralNamePtr> network(const QString& text, const QString& value)
{
    const OpenSslErrorGuard guard;
    const QString address = value.section(QLatin1Char('/'), 0, 0).trimmed();
    QString mask = value.section(QLatin1Char('/'), 1).trimmed();
    const OctetStringPtr octets(a2i_IPADDRESS(address.toLatin1().constData()));
    const int length = octets ? ASN1_STRING_length(octets.get()) : 0;
    bool isNumber = false;
    const int prefix = mask.isEmpty() ? 8 * length : mask.toInt(&isNumber);
    OctetStringPtr both;
    if (length != 0 && (mask.isEmpty() || isNumber) && prefix >= 0 && prefix <= 8 * length) {
        QByteArray bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets.get())),
                         length);
        for (int i = 0; i < length; ++i) {
            const int set = std::clamp(prefix - 8 * i, 0, 8);
            bytes.append(static_cast<char>(0xff00U >> static_cast<unsigned>(set)));
        }
        both.reset(ASN1_OCTET_STRING_new());
        ASN1_OCTET_STRING_set(both.get(),
                              reinterpret_cast<const unsigned char*>(bytes.constData()),
                              static_cast<int>(bytes.size()));
    } else if (length != 0) {
        both.reset(a2i_IPADDRESS_NC((address + QLatin1Char('/') + mask).toLatin1().constData()));
    }
    if (!both) {
        return fail(unusable(text,
                             CertificateText::tr("it is not a network."),
                             CertificateText::tr("Write it like 10.0.0.0/8, "
                                                 "10.0.0.0/255.0.0.0 or 2001:db8::/32.")));
    }
    GeneralNamePtr name(GENERAL_NAME_new());
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, both.release());
    return name;
}

Result<GeneralNamePtr> directory(const QString& text, const QString& value)
{
    Result<X509NamePtr> parsed = parseDistinguishedName(value);
    if (!parsed) {
        return fail(unusable(text, parsed.error().message, parsed.error().remedy));
    }
    GeneralNamePtr name(GENERAL_NAME_new());
    GENERAL_NAME_set0_value(name.get(), GEN_DIRNAME, parsed->release());
    return name;
}

Result<GeneralNamePtr> mailboxes(const QString& text, const QString& value)
{
    if (!value.contains(QLatin1Char('@'))) {
        return hostPattern(text, value).map([](const QByteArray& host) {
            return textualName(GEN_EMAIL, host);
        });
    }
    const QString prefix = QStringLiteral("email:");
    const Result<QString> mailbox = parseSubjectAltName(prefix + value);
    if (!mailbox) {
        return fail(unusable(text, mailbox.error().message, mailbox.error().remedy));
    }
    return textualName(GEN_EMAIL, mailbox->mid(prefix.size()).toLatin1());
}

Result<GeneralNamePtr> nameOf(const QString& text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    const QString type = colon < 0 ? QStringLiteral("dns") : text.left(colon).trimmed().toLower();
    const QString value = text.mid(colon + 1).trimmed();
    if (type == QStringLiteral("ip")) {
        return network(text, value);
    }
    if (type == QStringLiteral("dirname")) {
        return directory(text, value);
    }
    if (type == QStringLiteral("email")) {
        return mailboxes(text, value);
    }
    if (type == QStringLiteral("dns") && value.isEmpty() && colon >= 0) {
        return textualName(GEN_DNS, {});
    }
    if (type == QStringLiteral("dns") || type == QStringLiteral("uri")) {
        const int kind = type == QStringLiteral("dns") ? GEN_DNS : GEN_URI;
        return hostPattern(text, value).map([kind](const QByteArray& host) {
            return textualName(kind, host);
        });
    }
    return fail(unusable(text,
                         CertificateText::tr("“%1” is not a type of name.").arg(type),
                         CertificateText::tr("Types are dns, ip, email, uri and dirname.")));
}

Result<void> append(STACK_OF(GENERAL_SUBTREE) * *trees, const QStringList& texts)
{
    if (!texts.isEmpty()) {
        *trees = sk_GENERAL_SUBTREE_new_null();
    }
    for (const QString& text : texts) {
        Result<GeneralNamePtr> name = nameOf(text);
        if (!name) {
            return fail(name.error());
        }
        SubtreePtr tree(GENERAL_SUBTREE_new());
        GENERAL_NAME_free(tree->base);
        tree->base = name->release();
        sk_GENERAL_SUBTREE_push(*trees, tree.release());
    }
    return {};
}

} // namespace

Result<X509ExtensionPtr> nameConstraintsExtension(const QStringList& permitted,
                                                  const QStringList& excluded)
{
    const NameConstraintsPtr constraints(NAME_CONSTRAINTS_new());
    const Result<void> appended = append(&constraints->permittedSubtrees, permitted).and_then([&] {
        return append(&constraints->excludedSubtrees, excluded);
    });
    if (!appended) {
        return fail(appended.error());
    }
    X509ExtensionPtr extension(X509V3_EXT_i2d(NID_name_constraints, 1, constraints.get()));
    if (!extension) {
        return fail(openSslError(CertificateText::tr("The name constraints cannot be encoded.")));
    }
    return extension;
}

} // namespace workbench
