#include "app/command_line/store_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/password_source.h"
#include "app/command_line/store_json.h"
#include "core/base/atomic_file.h"
#include "core/certificates/certificate_issuer.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

#include <array>
#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestImport = 64 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("StoreCommand", text);
}

/// What every store command works with.
struct StoreCall
{
    const QCommandLineParser& parser;
    CommandContext context;
    CertificateStore store;
    QStringList arguments; ///< positional ones
    CertificateLookup lookup = CertificateLookup::NameThenHash;
};

void printEntry(const StoreCall& call, const StoreEntry& entry)
{
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(toJson(entry)), false);
    } else {
        CommandContext::print(toDetails(entry));
    }
}

Result<QByteArray> givenPassword(const QCommandLineParser& parser)
{
    if (!parser.isSet(QStringLiteral("key-password"))) {
        return QByteArray();
    }
    return readPassword(parser.value(QStringLiteral("key-password")));
}

int runList(StoreCall& call)
{
    const QList<StoreEntry> entries = call.arguments.isEmpty()
        ? call.store.entries()
        : call.store.search(call.arguments.join(QLatin1Char(' ')));
    if (call.context.json()) {
        QJsonArray array;
        for (const StoreEntry& entry : entries) {
            array.append(toJson(entry));
        }
        CommandContext::printJson(QJsonDocument(array), false);
    } else if (entries.isEmpty()) {
        CommandContext::complain(call.arguments.isEmpty()
                                     ? tr("the store is empty: %1").arg(call.store.folder())
                                     : tr("no entry fits"));
    } else {
        CommandContext::print(toText(entries));
    }
    for (const Error& fault : call.store.faults()) {
        CommandContext::complain(fault.toLine());
    }
    return ExitDone;
}

int runShow(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
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
                     .message = tr("“%1” is no time.").arg(parser.value(option)),
                     .remedy = tr("Write it as 2030-12-31 or 2030-12-31T23:59:59Z."),
                     .where = QStringLiteral("--%1").arg(option)});
    }
    if (time.timeSpec() == Qt::LocalTime) {
        time.setTimeZone(QTimeZone::utc());
    }
    return time.toUTC();
}

Result<void> readValidity(const QCommandLineParser& parser, CertificateRequest& request)
{
    constexpr int kCaDays = 3650;
    constexpr int kLeafDays = 397; // what browsers accept of a server certificate today
    constexpr int kMostDays = 365 * 1000;
    constexpr qint64 kClockSkewSeconds = 300;
    const bool issuer
        = request.kind == CertificateKind::Ca || request.kind == CertificateKind::Intermediate;
    int days = issuer ? kCaDays : kLeafDays;
    if (parser.isSet(QStringLiteral("days"))) {
        bool isNumber = false;
        days = parser.value(QStringLiteral("days")).toInt(&isNumber);
        if (!isNumber || days < 1 || days > kMostDays) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message
                 = tr("“%1” is no number of days.").arg(parser.value(QStringLiteral("days"))),
                 .where = QStringLiteral("--days")});
        }
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const Result<QDateTime> notBefore
        = readTime(parser, QStringLiteral("not-before"), now.addSecs(-kClockSkewSeconds));
    if (!notBefore) {
        return fail(notBefore.error());
    }
    const bool fromNow = !parser.isSet(QStringLiteral("not-before"));
    const Result<QDateTime> notAfter
        = readTime(parser, QStringLiteral("not-after"), (fromNow ? now : *notBefore).addDays(days));
    if (!notAfter) {
        return fail(notAfter.error());
    }
    request.notBefore = *notBefore;
    request.notAfter = *notAfter;
    return {};
}

Result<CertificateRequest> readRequest(const StoreCall& call, const QString& name)
{
    const QCommandLineParser& parser = call.parser;
    CertificateRequest request;
    const QString kindWord = parser.isSet(QStringLiteral("kind"))
        ? parser.value(QStringLiteral("kind"))
        : QStringLiteral("server");
    const Result<CertificateKind> kind = parseCertificateKind(kindWord);
    if (!kind) {
        return fail(kind.error());
    }
    request.kind = *kind;
    const QStringList sanOptions = parser.values(QStringLiteral("san"));
    for (const QString& option : sanOptions) {
        request.san += option.split(QLatin1Char(','), Qt::SkipEmptyParts);
    }
    const bool serves
        = request.kind == CertificateKind::Server || request.kind == CertificateKind::SelfSigned;
    if (request.san.isEmpty() && serves) {
        request.san = {QStringLiteral("dns:localhost"),
                       QStringLiteral("ip:127.0.0.1"),
                       QStringLiteral("ip:::1")};
    }
    if (parser.isSet(QStringLiteral("key"))) {
        request.key = parser.value(QStringLiteral("key"));
    }
    request.subject
        = parser.isSet(QStringLiteral("subject")) ? parser.value(QStringLiteral("subject")) : name;
    const Result<void> validity = readValidity(parser, request);
    if (!validity) {
        return fail(validity.error());
    }
    return request;
}

Result<StoreEntry> makeNew(StoreCall& call)
{
    const QString name = call.arguments.value(0);
    const Result<CertificateRequest> request = readRequest(call, name);
    if (!request) {
        return fail(request.error());
    }
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    if (!call.parser.isSet(QStringLiteral("issuer"))) {
        const Result<KeyMaterial> made = issueCertificate(*request, nullptr);
        return made ? call.store.add(name, *made, *password) : fail(made.error());
    }
    const Result<StoreEntry> issuerEntry
        = call.store.find(call.parser.value(QStringLiteral("issuer")), call.lookup);
    if (!issuerEntry) {
        return fail(issuerEntry.error());
    }
    const Result<KeyMaterial> issuer
        = call.store.load(*issuerEntry, issuerEntry->keyEncrypted ? *password : QByteArray());
    if (!issuer) {
        return fail(issuer.error());
    }
    const Result<KeyMaterial> made = issueCertificate(*request, &*issuer);
    return made ? call.store.add(name, *made, *password) : fail(made.error());
}

int runNew(StoreCall& call)
{
    const Result<StoreEntry> entry = makeNew(call);
    if (!entry) {
        return call.context.faultDocument(entry.error());
    }
    printEntry(call, *entry);
    return ExitDone;
}

int runImport(StoreCall& call)
{
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return call.context.faultDocument(password.error());
    }
    QJsonArray imported;
    for (const QString& path : std::as_const(call.arguments)) {
        const Result<QByteArray> bytes = readFile(path, kLargestImport);
        const Result<KeyMaterial> material
            = bytes ? readKeyMaterial(*bytes, *password, path) : fail(bytes.error());
        if (!material) {
            return call.context.faultDocument(material.error());
        }
        const QString wish = call.parser.isSet(QStringLiteral("name"))
            ? call.parser.value(QStringLiteral("name"))
            : call.store.freeName(QFileInfo(path).completeBaseName());
        const Result<StoreEntry> entry = call.store.add(wish, *material);
        if (!entry) {
            return call.context.faultDocument(entry.error());
        }
        if (call.context.json()) {
            imported.append(toJson(*entry));
        } else {
            CommandContext::print(toDetails(*entry));
        }
    }
    if (call.context.json()) {
        CommandContext::printJson(QJsonDocument(imported), false);
    }
    return ExitDone;
}

Result<QByteArray> exportedBytes(const StoreCall& call, const StoreEntry& entry)
{
    const QString what = call.parser.isSet(QStringLiteral("what"))
        ? call.parser.value(QStringLiteral("what"))
        : QStringLiteral("certificate");
    const QString form = call.parser.isSet(QStringLiteral("as"))
        ? call.parser.value(QStringLiteral("as"))
        : QStringLiteral("pem");
    if (form == QStringLiteral("der") && what == QStringLiteral("certificate")) {
        return entry.der;
    }
    if (form != QStringLiteral("pem")) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = tr("“%1” cannot be exported as “%2”.").arg(what, form),
                     .remedy = tr("Use pem, or der for a certificate."),
                     .where = QStringLiteral("--as")});
    }
    const Result<QByteArray> password = givenPassword(call.parser);
    if (!password) {
        return fail(password.error());
    }
    const Result<KeyMaterial> material = call.store.load(entry, *password);
    if (!material) {
        return fail(material.error());
    }
    if (what == QStringLiteral("certificate") || what == QStringLiteral("chain")) {
        return certificatePem(*material, what == QStringLiteral("chain"));
    }
    if (what == QStringLiteral("key")) {
        return keyPem(*material, *password);
    }
    if (what == QStringLiteral("all")) {
        return toPem(*material, *password);
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = tr("“%1” cannot be exported.").arg(what),
                 .remedy = tr("Use certificate, chain, key or all."),
                 .where = QStringLiteral("--what")});
}

int runExport(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<QByteArray> bytes = entry ? exportedBytes(call, *entry) : fail(entry.error());
    if (!bytes) {
        return call.context.faultDocument(bytes.error());
    }
    if (!call.parser.isSet(QStringLiteral("out"))) {
        CommandContext::print(*bytes);
        return ExitDone;
    }
    const Result<void> written
        = writeFileAtomically(call.parser.value(QStringLiteral("out")), *bytes);
    return written ? static_cast<int>(ExitDone) : call.context.faultDocument(written.error());
}

int runRename(StoreCall& call)
{
    const Result<StoreEntry> entry = call.store.find(call.arguments.value(0), call.lookup);
    const Result<void> renamed
        = entry ? call.store.rename(entry->name, call.arguments.value(1)) : fail(entry.error());
    return renamed ? static_cast<int>(ExitDone) : call.context.faultDocument(renamed.error());
}

int runRemove(StoreCall& call)
{
    for (const QString& id : std::as_const(call.arguments)) {
        const Result<StoreEntry> entry = call.store.find(id, call.lookup);
        const Result<QByteArray> removed
            = entry ? call.store.remove(entry->name) : fail(entry.error());
        if (!removed) {
            return call.context.faultDocument(removed.error());
        }
    }
    return ExitDone;
}

struct StoreAction
{
    const char* word;
    int (*run)(StoreCall&);
    int fewest; ///< positional arguments
    int most;
    const char* arguments;
};

constexpr int kAnyNumber = 10'000;

constexpr std::array kActions {
    StoreAction {"new", &runNew, 1, 1, "NAME"},
    StoreAction {"list", &runList, 0, kAnyNumber, "[QUERY]"},
    StoreAction {"show", &runShow, 1, 1, "ID"},
    StoreAction {"import", &runImport, 1, kAnyNumber, "FILE…"},
    StoreAction {"export", &runExport, 1, 1, "ID"},
    StoreAction {"rename", &runRename, 2, 2, "ID NEWNAME"},
    StoreAction {"remove", &runRemove, 1, kAnyNumber, "ID…"},
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    parser.addOptions({
        {QStringLiteral("kind"),
         tr("new: what it is for."),
         QStringLiteral("ca|intermediate|server|client|self-signed")},
        {QStringLiteral("issuer"), tr("new: store entry that signs."), QStringLiteral("ID")},
        {QStringLiteral("san"),
         tr("new: names, e.g. dns:localhost,ip:127.0.0.1."),
         QStringLiteral("NAMES")},
        {QStringLiteral("key"),
         tr("new: rsa:2048|3072|4096, ec:P-256|P-384|P-521, ed25519, ed448."),
         QStringLiteral("KEY")},
        {QStringLiteral("days"), tr("new: validity in days."), QStringLiteral("N")},
        {QStringLiteral("not-before"), tr("new: begin of validity."), QStringLiteral("TIME")},
        {QStringLiteral("not-after"), tr("new: end of validity."), QStringLiteral("TIME")},
        {QStringLiteral("subject"), tr("new: e.g. CN=shop,O=Test."), QStringLiteral("NAME")},
        {QStringLiteral("name"), tr("import: name of the entry."), QStringLiteral("NAME")},
        {QStringLiteral("what"),
         tr("export: which part."),
         QStringLiteral("certificate|chain|key|all")},
        {QStringLiteral("as"), tr("export: form."), QStringLiteral("pem|der")},
        {QStringLiteral("out"),
         tr("export: file to write (0600); else standard output."),
         QStringLiteral("FILE")},
        {QStringLiteral("cert-by"),
         tr("Read ID as a name or as a hash only."),
         QStringLiteral("name|hash")},
        {QStringLiteral("key-password"),
         tr("Where the key's password comes from."),
         QStringLiteral("env:NAME|file:PATH|fd:N|prompt")},
    });
}

int runAction(const StoreAction& action,
              const QCommandLineParser& parser,
              const QStringList& positional)
{
    if (positional.size() < action.fewest || positional.size() > action.most) {
        return CommandContext::usage(
            tr("store %1 takes %2")
                .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    CommandContext context;
    CertificateLookup lookup = CertificateLookup::NameThenHash;
    const Result<void> read = allOf([&] { return readCommon(parser, context); },
                                    [&] { return readLookup(parser, lookup); });
    if (!read) {
        return CommandContext::fault(read.error());
    }
    Result<CertificateStore> store
        = CertificateStore::open(context.home + QStringLiteral("/store"));
    if (!store) {
        return context.faultDocument(store.error());
    }
    StoreCall call {parser, context, std::move(*store), positional, lookup};
    return action.run(call);
}

QString description()
{
    QStringList lines {tr("The certificate store.")};
    for (const StoreAction& action : kActions) {
        lines.append(QStringLiteral("  store %1 %2")
                         .arg(QLatin1String(action.word), QString::fromUtf8(action.arguments)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

int runStore(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    parser.setApplicationDescription(description());
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    QStringList positional = parser.positionalArguments();
    if (positional.isEmpty()) {
        return CommandContext::usage(tr("store wants a word that says what to do"));
    }
    const QString word = positional.takeFirst();
    const auto* action
        = std::find_if(kActions.begin(), kActions.end(), [&](const StoreAction& candidate) {
              return word == QLatin1String(candidate.word);
          });
    if (action == kActions.end()) {
        return CommandContext::usage(tr("“store %1” is no command").arg(word));
    }
    return runAction(*action, parser, positional);
}

} // namespace workbench
