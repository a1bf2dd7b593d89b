#include "app/command_line/request_options.h"

#include "app/command_line/common_options.h"
#include "app/command_line/store_call.h"
#include "core/certificates/name_list.h"

#include <QCoreApplication>

#include <array>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(StoreCommand)
};

/// Options whose values are lists, separated by commas or given several times.
struct ListOption
{
    const char* name;
    QStringList CertificateRequest::*member;
};

/// Lists as of splitNames().
constexpr std::array kNames {
    ListOption {"san", &CertificateRequest::san},
    ListOption {"permit", &CertificateRequest::permittedNames},
    ListOption {"exclude", &CertificateRequest::excludedNames},
};

constexpr std::array kLists {
    ListOption {"policy", &CertificateRequest::policies},
    ListOption {"without", &CertificateRequest::without},
};

/// Options with one address each, which may hold commas; given several times.
constexpr std::array kAddresses {
    ListOption {"crl-url", &CertificateRequest::crlUrls},
    ListOption {"ocsp-url", &CertificateRequest::ocspUrls},
    ListOption {"ca-issuers-url", &CertificateRequest::caIssuersUrls},
};

struct TextOption
{
    const char* name;
    QString CertificateRequest::*member;
};

constexpr std::array kTexts {
    TextOption {"subject", &CertificateRequest::subject},
    TextOption {"key", &CertificateRequest::key},
    TextOption {"digest", &CertificateRequest::digest},
    TextOption {"serial", &CertificateRequest::serial},
};

QStringList listOf(const QCommandLineParser& parser, const QString& option)
{
    QStringList list;
    const QStringList values = parser.values(option);
    for (const QString& value : values) {
        list += value.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    return list;
}

QStringList namesOf(const QCommandLineParser& parser, const QString& option)
{
    QStringList names;
    const QStringList values = parser.values(option);
    for (const QString& value : values) {
        // The commas of a directory name are its own.
        names += value.startsWith(QStringLiteral("dirname:")) ? QStringList {value}
                                                              : splitNames(value);
    }
    return names;
}

Result<void> readNumber(
    const QCommandLineParser& parser, const QString& option, int least, int most, int& target)
{
    if (!parser.isSet(option)) {
        return {};
    }
    bool isNumber = false;
    const int number = parser.value(option).toInt(&isNumber);
    if (!isNumber || number < least || number > most) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("“%1” is no number from %2 to %3.")
                                    .arg(parser.value(option))
                                    .arg(least)
                                    .arg(most),
                     .where = QStringLiteral("--%1").arg(option)});
    }
    target = number;
    return {};
}

Result<void> readValidity(const QCommandLineParser& parser, CertificateRequest& request)
{
    constexpr int kMostDays = 365 * 1000;
    const QString days = QStringLiteral("days");
    Result<void> counted = readNumber(parser, days, 1, kMostDays, request.days);
    if (!counted) {
        return counted;
    }
    if (parser.isSet(days)) {
        request.notAfter = {}; // of a template
    }
    const Result<QDateTime> from
        = readTime(parser, QStringLiteral("not-before"), request.notBefore);
    const Result<QDateTime> until = readTime(parser, QStringLiteral("not-after"), request.notAfter);
    if (!from || !until) {
        return fail(from ? until.error() : from.error());
    }
    request.notBefore = *from;
    request.notAfter = *until;
    return {};
}

/// "none" is the empty list: no such extension.
void readUsage(const QCommandLineParser& parser,
               const QString& option,
               std::optional<QStringList>& target)
{
    if (parser.isSet(option)) {
        const QStringList words = listOf(parser, option);
        target = words == QStringList {QStringLiteral("none")} ? QStringList() : words;
    }
}

Result<void> readExtensions(const QCommandLineParser& parser, CertificateRequest& request)
{
    const QStringList texts = parser.values(QStringLiteral("extension"));
    for (const QString& text : texts) {
        const Result<RawExtension> extension = parseRawExtension(text);
        if (!extension) {
            return fail(extension.error());
        }
        request.rawExtensions.append(*extension);
    }
    return {};
}

Result<void> readKind(const QCommandLineParser& parser, CertificateRequest& request)
{
    if (!parser.isSet(QStringLiteral("kind"))) {
        return {};
    }
    return parseCertificateKind(parser.value(QStringLiteral("kind")))
        .map([&request](CertificateKind kind) { request.kind = kind; });
}

} // namespace

void addRequestOptions(QList<QCommandLineOption>& options)
{
    const auto add = [&options](const char* name, const QString& text, const char* value) {
        options.emplaceBack(QLatin1String(name), text, QString::fromUtf8(value));
    };
    add("kind", Text::tr("What it is for."), "ca|intermediate|server|client|self-signed");
    add("subject", Text::tr("Whom it names, e.g. CN=shop,O=Test."), "NAME");
    add("san",
        Text::tr("Names it stands for, e.g. dns:localhost,ip:127.0.0.1; \\, is a comma in a name."),
        "NAMES");
    add("key",
        Text::tr(
            "Kind of key: rsa:2048 to rsa:8192, ec:P-256|P-384|P-521, ed25519, ed448; knowingly "
            "bad: rsa:1024, rsa:512."),
        "KEY");
    add("days", Text::tr("Validity in days."), "N");
    add("not-before", Text::tr("Begin of validity."), "TIME");
    add("not-after", Text::tr("End of validity."), "TIME");
    add("digest",
        Text::tr("Digest of the signature; knowingly bad: sha1, md5."),
        "sha256|sha384|…");
    add("serial", Text::tr("Serial number, hexadecimal; else random."), "HEX");
    add("path-length", Text::tr("How many CAs may stand below this one."), "N");
    add("key-usage", Text::tr("E.g. digitalSignature,keyEncipherment, or none."), "WORDS");
    add("extended-key-usage", Text::tr("E.g. serverAuth, dotted OIDs, or none."), "WORDS");
    add("permit",
        Text::tr(
            "Name constraints of a CA: dns:shop.test, ip:10.0.0.0/8, email:…, uri:…, dirname:…."),
        "NAMES");
    add("exclude", Text::tr("Names that the CA may not certify."), "NAMES");
    add("crl-url", Text::tr("Where the issuer's CRL can be had."), "URL");
    add("ocsp-url", Text::tr("Where the issuer's OCSP responder is."), "URL");
    add("ca-issuers-url", Text::tr("Where the issuer's certificate can be had."), "URL");
    add("policy",
        Text::tr("Certificate policies: OID, anyPolicy, OID=URL; verify: OIDs that are accepted."),
        "POLICIES");
    options.emplaceBack(QStringLiteral("must-staple"), Text::tr("The server has to staple OCSP."));
    add("extension", Text::tr("Any extension as raw bytes."), "OID[,critical]=HEX");
    add("without", Text::tr("Extensions to leave out, e.g. basicConstraints."), "NAMES");
    options.emplaceBack(QStringLiteral("allow-unsuitable-issuer"),
                        Text::tr("Sign also with what is no CA, for failure tests."));
}

Result<void> readRequestOptions(const QCommandLineParser& parser, CertificateRequest& request)
{
    for (const ListOption& option : kNames) {
        if (parser.isSet(QLatin1String(option.name))) {
            request.*option.member = namesOf(parser, QLatin1String(option.name));
        }
    }
    for (const ListOption& option : kLists) {
        if (parser.isSet(QLatin1String(option.name))) {
            request.*option.member = listOf(parser, QLatin1String(option.name));
        }
    }
    for (const ListOption& option : kAddresses) {
        if (parser.isSet(QLatin1String(option.name))) {
            request.*option.member = parser.values(QLatin1String(option.name));
        }
    }
    for (const TextOption& option : kTexts) {
        if (parser.isSet(QLatin1String(option.name))) {
            request.*option.member = parser.value(QLatin1String(option.name));
        }
    }
    if (parser.isSet(QStringLiteral("subject"))) {
        request.noSubject = request.subject.isEmpty();
    }
    readUsage(parser, QStringLiteral("key-usage"), request.keyUsage);
    readUsage(parser, QStringLiteral("extended-key-usage"), request.extendedKeyUsage);
    request.mustStaple = request.mustStaple || parser.isSet(QStringLiteral("must-staple"));
    request.allowUnsuitableIssuer
        = request.allowUnsuitableIssuer || parser.isSet(QStringLiteral("allow-unsuitable-issuer"));
    constexpr int kLongestPath = 1000;
    return allOf(
        [&] { return readKind(parser, request); },
        [&] { return readValidity(parser, request); },
        [&] {
            return readNumber(
                parser, QStringLiteral("path-length"), 0, kLongestPath, request.pathLength);
        },
        [&] { return readExtensions(parser, request); });
}

void fillInDates(CertificateRequest& request)
{
    constexpr qint64 kClockSkewSeconds = 300;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime from = request.notBefore.isValid() ? request.notBefore : now;
    const int days = request.days > 0 ? request.days : usualDays(request.kind);
    if (!request.notAfter.isValid()) {
        request.notAfter = from.addDays(days);
    }
    if (!request.notBefore.isValid()) {
        request.notBefore = now.addSecs(-kClockSkewSeconds);
    }
}

} // namespace workbench
