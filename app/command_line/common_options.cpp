#include "app/command_line/common_options.h"

#include "app/command_line/option_values.h"
#include "core/base/wipe.h"
#include "core/connection/tls_catalogue.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>

namespace workbench {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

tl::unexpected<Error>
badOption(const QString& option, const QString& message, const QString& remedy = {})
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("--%1").arg(option)});
}

} // namespace

void addCommonOptions(QCommandLineParser& parser)
{
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.addOptions({
        {QStringLiteral("format"),
         Words::tr("Form of the output: text or json."),
         QStringLiteral("text|json")},
        {QStringLiteral("home"),
         Words::tr("Folder of store, workspace and settings."),
         QStringLiteral("DIR")},
        {{QStringLiteral("h"), QStringLiteral("help")},
         Words::tr("Lists the options of this command.")},
    });
}

void addTlsOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("tls"),
         Words::tr(
             "Versions: a set (1.0,1.2), a range (1.2-1.3) or modern, compatible, legacy, all."),
         QStringLiteral("VERSIONS")},
        {QStringLiteral("ciphers"),
         Words::tr("Cipher list for TLS 1.2 and older, as OpenSSL writes it."),
         QStringLiteral("LIST")},
        {QStringLiteral("suites"),
         Words::tr("Cipher suites of TLS 1.3, colon-separated."),
         QStringLiteral("LIST")},
        {QStringLiteral("groups"), Words::tr("Groups, colon-separated."), QStringLiteral("LIST")},
        {QStringLiteral("sigalgs"),
         Words::tr("Signature algorithms, colon-separated."),
         QStringLiteral("LIST")},
        {QStringLiteral("security-level"),
         Words::tr("OpenSSL's security level, 0 to 5."),
         QStringLiteral("N")},
        {QStringLiteral("alpn"),
         Words::tr("Application protocols, in order."),
         QStringLiteral("h2,http/1.1")},
        {QStringLiteral("cert"),
         Words::tr(
             "Store entry with a private key: its name or hash; on a token: its PKCS#11 URI; in a "
             "file: its path. A server may have several, chosen by the server name (SNI), and for "
             "the same name by "
             "the client's signature algorithms; the first is the default."),
         QStringLiteral("ID|URI|FILE")},
        {QStringLiteral("cert-by"),
         Words::tr("Read --cert as a name or as a hash only."),
         QStringLiteral("name|hash")},
        {QStringLiteral("key-password"),
         Words::tr("Where the key's password comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
        {QStringLiteral("token-pin"),
         Words::tr("Where the PIN of the token that --cert names comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
        {QStringLiteral("trust"),
         Words::tr("Trust anchors: system, store or files, several with commas or repeated; none: "
                   "nobody is trusted."),
         QStringLiteral("system|store|FILE|none")},
        {QStringLiteral("keylog"),
         Words::tr("Append TLS secrets in NSS key log format to this file."),
         QStringLiteral("FILE")},
        {QStringLiteral("udp"),
         Words::tr("DTLS over UDP; TLS 1.1 then stands for DTLS 1.0, TLS 1.2 for DTLS 1.2.")},
        {QStringLiteral("psk"),
         Words::tr("Pre-shared key: its identity, and the key in hexadecimal."),
         QStringLiteral("ID:HEX")},
        {QStringLiteral("name"),
         Words::tr("Name of this client or server."),
         QStringLiteral("NAME")},
        {QStringLiteral("fields"), Words::tr("Messages with every field in them.")},
    });
}

std::optional<int> parse(QCommandLineParser& parser, const QStringList& arguments)
{
    if (!parser.parse(arguments)) {
        return CommandContext::of(arguments).usage(parser.errorText());
    }
    if (parser.isSet(QStringLiteral("help"))) {
        CommandContext::print(helpText(parser, arguments.value(0)));
        return ExitDone;
    }
    if (const Result<void> given = checkValues(parser, arguments.value(0)); !given) {
        return CommandContext::of(arguments).faultDocument(given.error());
    }
    return std::nullopt;
}

QString helpText(const QCommandLineParser& parser, const QString& command)
{
    // Qt puts the path of the program there, and knows nothing of commands.
    const QString path = QCoreApplication::arguments().value(0);
    QString text = parser.helpText();
    const qsizetype place = path.isEmpty() ? -1 : text.indexOf(path);
    if (place >= 0) {
        text.replace(place, path.size(), QStringLiteral("tls-workbench ") + command);
    }
    return text;
}

Result<void> readCommon(const QCommandLineParser& parser, CommandContext& context)
{
    context.home = parser.isSet(QStringLiteral("home")) ? parser.value(QStringLiteral("home"))
                                                        : defaultHome();
    context.fields = parser.optionNames().contains(QStringLiteral("fields"));
    if (!parser.isSet(QStringLiteral("format"))) {
        return {};
    }
    const QString format = parser.value(QStringLiteral("format"));
    if (format == QStringLiteral("json")) {
        context.format = OutputFormat::Json;
    } else if (format == QStringLiteral("text")) {
        context.format = OutputFormat::Text;
    } else {
        return badOption(QStringLiteral("format"),
                         Words::tr("“%1” is no format.").arg(format),
                         Words::tr("Use text or json."));
    }
    return {};
}

Result<void>
readDuration(const QCommandLineParser& parser, const QString& option, Milliseconds& target)
{
    if (!parser.isSet(option)) {
        return {};
    }
    const Result<Milliseconds> duration = parseDuration(parser.value(option));
    if (!duration) {
        Error error = duration.error();
        error.where = QStringLiteral("--%1").arg(option);
        return fail(error);
    }
    target = *duration;
    return {};
}

Result<void> readVersions(const QCommandLineParser& parser, TlsVersionSet& target)
{
    if (!parser.isSet(QStringLiteral("tls"))) {
        return {};
    }
    Result<TlsVersionSet> versions = parseTlsVersions(parser.value(QStringLiteral("tls")));
    if (!versions) {
        Error error = versions.error();
        error.where = QStringLiteral("--tls");
        return fail(error);
    }
    target = *versions;
    return {};
}

namespace {

/// The legacy preset brings its suites along, unless others are asked for.
bool allowsLegacySuites(const QCommandLineParser& parser)
{
    const QStringList words
        = parser.value(QStringLiteral("tls")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    return !parser.isSet(QStringLiteral("ciphers"))
        && std::any_of(words.begin(), words.end(), &isLegacyPreset);
}

} // namespace

Result<void> readTuning(const QCommandLineParser& parser, TlsTuning& target)
{
    const bool isLegacy = allowsLegacySuites(parser);
    target.cipherList = isLegacy ? QString::fromLatin1(kLegacyCipherList)
                                 : parser.value(QStringLiteral("ciphers"));
    target.cipherSuites = parser.value(QStringLiteral("suites"));
    target.groups = parser.value(QStringLiteral("groups"));
    target.signatureAlgorithms = parser.value(QStringLiteral("sigalgs"));
    target.alpn = parser.value(QStringLiteral("alpn")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (parser.isSet(QStringLiteral("alpn")) && target.alpn.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Words::tr("There is no protocol among “%1”.")
                                    .arg(parser.value(QStringLiteral("alpn"))),
                     .remedy = Words::tr("Write names with commas, for instance h2,http/1.1."),
                     .where = QStringLiteral("--alpn")});
    }
    if (isLegacy) {
        target.securityLevel = 0;
    }
    return readSecurityLevel(parser, target.securityLevel);
}

Result<void> readSecurityLevel(const QCommandLineParser& parser, int& target)
{
    constexpr int kHighest = 5;
    const QString option = QStringLiteral("security-level");
    if (!parser.isSet(option)) {
        return {};
    }
    bool isNumber = false;
    const int level = parser.value(option).toInt(&isNumber);
    if (!isNumber || level < 0 || level > kHighest) {
        return badOption(option,
                         Words::tr("“%1” is no security level.").arg(parser.value(option)),
                         Words::tr("Levels go from 0 to 5."));
    }
    target = level;
    return {};
}

Result<void> readTrust(const QCommandLineParser& parser, TrustChoice& target)
{
    const QString option = QStringLiteral("trust");
    if (!parser.isSet(option)) {
        return {};
    }
    QStringList parts = readList(parser, "trust");
    const bool none = parts.removeAll(QStringLiteral("none")) > 0;
    if (none != parts.isEmpty()) {
        return badOption(
            option,
            none ? Words::tr("“none” trusts nobody, and others are named beside it.")
                 : Words::tr("There is no trust anchor among “%1”.").arg(parser.value(option)),
            Words::tr("Name system, store or files, or none alone."));
    }
    target = {.system = parts.removeAll(QStringLiteral("system")) > 0,
              .store = parts.removeAll(QStringLiteral("store")) > 0,
              .files = parts};
    if (!target.files.isEmpty()) {
        // Read here as well: this error still names the file, the later one only the option.
        if (const Result<TrustAnchors> anchors = TrustAnchors::fromFiles(target.files); !anchors) {
            return fail(anchors.error());
        }
    }
    return {};
}

Result<void> readPreSharedKey(const QCommandLineParser& parser, PreSharedKey& target)
{
    if (!parser.isSet(QStringLiteral("psk"))) {
        return {};
    }
    QString text = parser.value(QStringLiteral("psk"));
    Result<PreSharedKey> key = PreSharedKey::parse(text);
    wipeEverywhere(text); // the parser and the list of arguments share it
    if (!key) {
        Error error = key.error();
        error.where = QStringLiteral("--psk");
        return fail(error);
    }
    target = *key;
    return {};
}

Result<void> readLookup(const QCommandLineParser& parser, CertificateLookup& target)
{
    if (!parser.isSet(QStringLiteral("cert-by"))) {
        return {};
    }
    const QString by = parser.value(QStringLiteral("cert-by"));
    if (by == QStringLiteral("name")) {
        target = CertificateLookup::Name;
    } else if (by == QStringLiteral("hash")) {
        target = CertificateLookup::Hash;
    } else {
        return badOption(QStringLiteral("cert-by"),
                         Words::tr("“%1” is neither name nor hash.").arg(by));
    }
    return {};
}

tl::unexpected<Error>
unknownWord(const QString& option, const QString& word, const QStringList& allowed)
{
    return badOption(option,
                     Words::tr("“%1” is not known here.").arg(word),
                     Words::tr("Use one of %1.").arg(allowed.join(QStringLiteral(", "))));
}

QStringList readList(const QCommandLineParser& parser, const char* option)
{
    QStringList all;
    const QStringList values = parser.values(QLatin1String(option));
    for (const QString& value : values) {
        all += value.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    return all;
}

Result<void>
readNumber(const QCommandLineParser& parser, const char* option, int least, int most, int& target)
{
    const QString name = QLatin1String(option);
    if (!parser.isSet(name)) {
        return {};
    }
    bool isNumber = false;
    const int number = parser.value(name).toInt(&isNumber);
    if (!isNumber || number < least || number > most) {
        return badOption(name,
                         Words::tr("“%1” is not a number from %2 to %3.")
                             .arg(parser.value(name))
                             .arg(least)
                             .arg(most));
    }
    target = number;
    return {};
}

Result<QDateTime>
readTime(const QCommandLineParser& parser, const QString& option, const QDateTime& otherwise)
{
    if (!parser.isSet(option)) {
        return otherwise;
    }
    QDateTime time = QDateTime::fromString(parser.value(option), Qt::ISODate);
    if (!time.isValid()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Words::tr("“%1” is no time.").arg(parser.value(option)),
                     .remedy = Words::tr("Write it as 2030-12-31 or 2030-12-31T23:59:59Z."),
                     .where = QStringLiteral("--%1").arg(option)});
    }
    if (time.timeSpec() == Qt::LocalTime) {
        time.setTimeZone(QTimeZone::utc());
    }
    return time.toUTC();
}

void addNagleOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("nodelay"),
         Words::tr("Never hold small segments back (TCP); that is what happens without it, too.")},
        {QStringLiteral("nagle"),
         Words::tr(
             "Nagle's algorithm, which holds small segments back (TCP): off, as with --nodelay; "
             "after-handshake: off for the handshake, on again afterwards; on: always."),
         QStringLiteral("off|after-handshake|on")},
    });
}

Result<void> readNagle(const QCommandLineParser& parser, Nagle& target)
{
    Result<void> read = readWord(parser, "nagle", kNagleWords, target);
    const bool noDelay = parser.isSet(QStringLiteral("nodelay"));
    if (read && noDelay && target != Nagle::Never) {
        return badOption(QStringLiteral("nagle"),
                         Words::tr("--nodelay switches Nagle's algorithm off, --nagle %1 on.")
                             .arg(parser.value(QStringLiteral("nagle"))),
                         Words::tr("Give one of them."));
    }
    if (read && noDelay && parser.isSet(QStringLiteral("udp"))) {
        return badOption(QStringLiteral("nodelay"),
                         Words::tr("Nagle's algorithm is one of TCP, there is none over UDP."));
    }
    return read;
}

} // namespace workbench
