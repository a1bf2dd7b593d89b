#include "core/certificates/distinguished_name.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_text.h"

#include <QList>

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

/// Type names that OpenSSL does not know by this spelling.
struct Alias
{
    const char* name;
    int nid;
};

constexpr std::array kAliases = {
    Alias {"CN", NID_commonName},
    Alias {"O", NID_organizationName},
    Alias {"OU", NID_organizationalUnitName},
    Alias {"C", NID_countryName},
    Alias {"L", NID_localityName},
    Alias {"ST", NID_stateOrProvinceName},
    Alias {"S", NID_stateOrProvinceName},
    Alias {"STREET", NID_streetAddress},
    Alias {"DC", NID_domainComponent},
    Alias {"UID", NID_userId},
    Alias {"E", NID_pkcs9_emailAddress},
    Alias {"EMAIL", NID_pkcs9_emailAddress},
    Alias {"EMAILADDRESS", NID_pkcs9_emailAddress},
    Alias {"SERIALNUMBER", NID_serialNumber},
    Alias {"TITLE", NID_title},
    Alias {"GN", NID_givenName},
    Alias {"SN", NID_surname},
};

struct Attribute
{
    QString type;
    QByteArray value; ///< UTF-8, unescaped
    QString source; ///< as written, for messages
    bool joined = false; ///< "+" in front: belongs to the attribute before
};

Error unusable(const QString& part, const QString& why, const QString& remedy = {})
{
    return {.code = ErrorCode::InvalidInput,
            .message = CertificateText::tr("“%1” in the subject: %2").arg(part.trimmed(), why),
            .remedy = remedy,
            .where = QStringLiteral("subject")};
}

/// Position of the first of `separators` that is neither escaped nor in quotes; the length when
/// there is none.
qsizetype findUnescaped(const QString& text, const QString& separators, qsizetype from)
{
    bool quoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        const QChar character = text.at(i);
        if (character == QLatin1Char('\\')) {
            ++i;
        } else if (character == QLatin1Char('"')) {
            quoted = !quoted;
        } else if (!quoted && separators.contains(character)) {
            return i;
        }
    }
    return text.size();
}

/// Undoes the escapes of RFC 4514 section 2.4. Unescaped spaces at both ends do not count.
Result<QByteArray> unescaped(const QString& written, const QString& part)
{
    QByteArray value;
    qsizetype certain = 0; // up to here trailing spaces are meant
    for (qsizetype i = 0; i < written.size(); ++i) {
        const QChar character = written.at(i);
        if (character == QLatin1Char('"')) {
            certain = value.size();
            continue;
        }
        if (character != QLatin1Char('\\')) {
            if (character.isSpace() && value.isEmpty() && certain == 0) {
                continue;
            }
            // A pair of surrogates is converted as one.
            const int units = character.isHighSurrogate() && i + 1 < written.size() ? 2 : 1;
            value += written.mid(i, units).toUtf8();
            i += units - 1;
            certain = character.isSpace() ? certain : value.size();
            continue;
        }
        if (i + 1 >= written.size()) {
            return fail(unusable(part,
                                 CertificateText::tr("a backslash ends it."),
                                 CertificateText::tr("Write a backslash as two.")));
        }
        bool isHex = false;
        const uint byte = written.mid(i + 1, 2).toUInt(&isHex, 16);
        const bool twoDigits
            = isHex && written.size() - i > 2 && written.at(i + 1).isLetterOrNumber();
        if (twoDigits) {
            value.append(static_cast<char>(byte));
            i += 2;
        } else {
            value += QString(written.at(++i)).toUtf8();
        }
        certain = value.size();
    }
    value.truncate(certain);
    if (!QString::fromUtf8(value).toUtf8().startsWith(value)) {
        return fail(unusable(part, CertificateText::tr("its escaped bytes are not UTF-8.")));
    }
    return value;
}

Result<Attribute> parseAttribute(const QString& part)
{
    const qsizetype equals = findUnescaped(part, QStringLiteral("="), 0);
    if (part.trimmed().isEmpty()) {
        return fail(unusable(part,
                             CertificateText::tr("a part is empty."),
                             CertificateText::tr("Write a comma inside a value as \\,.")));
    }
    if (equals == part.size()) {
        return fail(unusable(part,
                             CertificateText::tr("a part has no “=”."),
                             CertificateText::tr("Write TYPE=value, for instance CN=shop,O=Test; "
                                                 "write a comma inside a value as \\,.")));
    }
    const QString type = part.left(equals).trimmed();
    if (type.isEmpty()) {
        return fail(unusable(part,
                             CertificateText::tr("nothing stands before the “=”."),
                             CertificateText::tr("Write a type like CN, O or C there.")));
    }
    const QString written = part.mid(equals + 1).trimmed();
    if (written.startsWith(QLatin1Char('#'))) {
        return fail(unusable(part,
                             CertificateText::tr("values in hexadecimal (#…) cannot be used."),
                             CertificateText::tr("Write \\# for a value that begins with #.")));
    }
    // Not `written`: an escaped space at the end must survive the trimming.
    const Result<QByteArray> value = unescaped(part.mid(equals + 1), part);
    if (!value) {
        return fail(value.error());
    }
    if (value->isEmpty()) {
        return fail(unusable(part, CertificateText::tr("nothing stands behind the “=”.")));
    }
    return Attribute {.type = type, .value = *value, .source = part};
}

Result<QList<Attribute>> parseAttributes(const QString& text)
{
    QList<Attribute> attributes;
    bool joined = false;
    for (qsizetype begin = 0; begin <= text.size();) {
        const qsizetype end = findUnescaped(text, QStringLiteral(",;+"), begin);
        Result<Attribute> attribute = parseAttribute(text.mid(begin, end - begin));
        if (!attribute) {
            return fail(attribute.error());
        }
        attribute->joined = joined;
        attributes.append(*attribute);
        joined = end < text.size() && text.at(end) == QLatin1Char('+');
        begin = end + 1;
    }
    return attributes;
}

ASN1_OBJECT* objectFor(const QString& type)
{
    const QString upper = type.toUpper();
    const auto* const alias
        = std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& known) {
              return upper == QLatin1String(known.name);
          });
    if (alias != kAliases.end()) {
        return OBJ_nid2obj(alias->nid);
    }
    const bool dotted = type.at(0).isDigit() && type.contains(QLatin1Char('.'));
    return OBJ_txt2obj(type.toLatin1().constData(), dotted ? 1 : 0);
}

Error encodingError(const Attribute& attribute)
{
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason == ASN1_R_STRING_TOO_LONG) {
        return unusable(attribute.source, CertificateText::tr("it is too long for its type."));
    }
    if (reason == ASN1_R_STRING_TOO_SHORT) {
        return unusable(attribute.source,
                        CertificateText::tr("it is too short for its type."),
                        CertificateText::tr("A country (C) has exactly two letters."));
    }
    return unusable(attribute.source,
                    CertificateText::tr("its type does not allow one of these characters."));
}

/// Adds at the end; `sameSet`: into the set of the entry before.
Result<void> addAttribute(X509_NAME* name, const Attribute& attribute, bool sameSet)
{
    const OpenSslErrorGuard guard;
    const std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>> object(objectFor(attribute.type));
    if (!object) {
        return fail(unusable(attribute.source,
                             CertificateText::tr("“%1” is not a known type.").arg(attribute.type),
                             CertificateText::tr("Known are CN, O, OU, C, ST, L, DC, UID, "
                                                 "emailAddress, serialNumber … and dotted OIDs.")));
    }
    const int added
        = X509_NAME_add_entry_by_OBJ(name,
                                     object.get(),
                                     MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(attribute.value.data()),
                                     static_cast<int>(attribute.value.size()),
                                     -1,
                                     sameSet ? -1 : 0);
    if (added != 1) {
        return fail(encodingError(attribute));
    }
    return {};
}

} // namespace

Result<X509NamePtr> parseDistinguishedName(const QString& text)
{
    X509NamePtr name(X509_NAME_new());
    QList<Attribute> attributes;
    if (text.trimmed().isEmpty()) {
        return name;
    }
    if (text.contains(QLatin1Char('='))) {
        Result<QList<Attribute>> parsed = parseAttributes(text);
        if (!parsed) {
            return fail(parsed.error());
        }
        attributes = *parsed;
    } else {
        attributes.append(
            {.type = QStringLiteral("CN"), .value = text.trimmed().toUtf8(), .source = text});
    }
    // RFC 4514 section 2.1: the text begins with the last RelativeDistinguishedName of the
    // sequence.
    qsizetype end = attributes.size();
    while (end > 0) {
        qsizetype begin = end - 1;
        while (attributes.at(begin).joined) {
            --begin;
        }
        for (qsizetype i = begin; i < end; ++i) {
            const Result<void> added = addAttribute(name.get(), attributes.at(i), i > begin);
            if (!added) {
                return fail(added.error());
            }
        }
        end = begin;
    }
    return name;
}

QString escapedNameValue(const QString& value)
{
    QString text;
    for (qsizetype i = 0; i < value.size(); ++i) {
        const bool isOuterSpace = value.at(i).isSpace() && (i == 0 || i + 1 == value.size());
        if (isOuterSpace || QStringLiteral(",+\"\\<>;=#").contains(value.at(i))) {
            text += QLatin1Char('\\');
        }
        text += value.at(i);
    }
    return text;
}

QString subjectOfName(const QString& name)
{
    constexpr std::size_t kLongest = 64;
    const QString cut = QString::fromStdU32String(name.toStdU32String().substr(0, kLongest));
    return cut.isEmpty() ? QString() : QStringLiteral("CN=") + escapedNameValue(cut);
}

} // namespace workbench
