#include "app/command_line/serve_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/key_access.h"
#include "app/command_line/termination.h"
#include "app/command_line/use_notes.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/connection/tls_server.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ServeCommand", text);
}

/// What `serve` was asked for.
struct ServeRequest
{
    CommandContext context;
    ServerProfile profile;
    SecretBytes keyPassword;
    SecretBytes pin; ///< of tokens
    PreSharedKey psk;
    int count = 0; ///< connections to serve; 0: until interrupted
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addTlsOptions(parser);
    parser.setApplicationDescription(
        tr("Serves TLS from a store entry until interrupted or --count N."));
    parser.addOptions({
        {QStringLiteral("port"),
         tr("Port; 0 takes a free one, which is printed."),
         QStringLiteral("N")},
        {QStringLiteral("address"),
         tr("Address or network card to listen on (127.0.0.1)."),
         QStringLiteral("IP|NAME")},
        {QStringLiteral("no-reuse-address"), tr("An address in use is an error.")},
        {QStringLiteral("client-cert"),
         tr("Whether clients are asked for a certificate."),
         QStringLiteral("none|request|require")},
        {QStringLiteral("deny"), tr("Accept TCP connections, then refuse them.")},
        {QStringLiteral("handshake-timeout"),
         tr("Limit of a handshake (10 s)."),
         QStringLiteral("D")},
        {QStringLiteral("answer"),
         tr("What the server says."),
         QStringLiteral("echo|http|discard|banner:TEXT|file:PATH|none")},
        {QStringLiteral("ocsp"),
         tr("Staple the OCSP response in this file (DER)."),
         QStringLiteral("FILE")},
        {QStringLiteral("no-tickets"), tr("Give no session tickets.")},
        {QStringLiteral("count"), tr("End after this many connections."), QStringLiteral("N")},
    });
}

Result<void> readPlace(const QCommandLineParser& parser, ServeRequest& request)
{
    if (!parser.positionalArguments().isEmpty()) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message
             = tr("“%1” is one argument too many.").arg(parser.positionalArguments().first())});
    }
    if (parser.isSet(QStringLiteral("port"))) {
        const Result<quint16> port = parsePort(parser.value(QStringLiteral("port")), true);
        if (!port) {
            return fail(port.error());
        }
        request.profile.port = *port;
    }
    if (parser.isSet(QStringLiteral("count"))) {
        bool isNumber = false;
        request.count = parser.value(QStringLiteral("count")).toInt(&isNumber);
        if (!isNumber || request.count < 1) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = tr("“%1” is no count.").arg(parser.value(QStringLiteral("count"))),
                 .where = QStringLiteral("--count")});
        }
    }
    ServerProfile& profile = request.profile;
    profile.certificates = parser.values(QStringLiteral("cert"));
    profile.address = parser.value(QStringLiteral("address"));
    profile.reuseAddress = !parser.isSet(QStringLiteral("no-reuse-address"));
    profile.deny = parser.isSet(QStringLiteral("deny"));
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.staplePath = parser.value(QStringLiteral("ocsp"));
    profile.tickets = !parser.isSet(QStringLiteral("no-tickets"));
    const QString first = profile.certificates.value(0);
    profile.name = parser.isSet(QStringLiteral("name")) ? parser.value(QStringLiteral("name"))
        : first.isEmpty() || isTokenUri(first)          ? QStringLiteral("server")
                                                        : first;
    return {};
}

Result<void> readClientCertificate(const QCommandLineParser& parser,
                                   ClientCertificatePolicy& target)
{
    const QString word = parser.value(QStringLiteral("client-cert"));
    if (word.isEmpty() || word == QStringLiteral("none")) {
        target = ClientCertificatePolicy::None;
    } else if (word == QStringLiteral("request")) {
        target = ClientCertificatePolicy::Request;
    } else if (word == QStringLiteral("require")) {
        target = ClientCertificatePolicy::Require;
    } else {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is none of none, request, require.").arg(word),
                     .where = QStringLiteral("--client-cert")});
    }
    return {};
}

Result<void> readAnswer(const QCommandLineParser& parser, ServerProfile& profile)
{
    if (!parser.isSet(QStringLiteral("answer"))) {
        return {};
    }
    static const QHash<QString, AnswerMode> modes {
        {QStringLiteral("none"), AnswerMode::None},
        {QStringLiteral("echo"), AnswerMode::Echo},
        {QStringLiteral("discard"), AnswerMode::Discard},
        {QStringLiteral("http"), AnswerMode::Http},
        {QStringLiteral("banner"), AnswerMode::Banner},
        {QStringLiteral("file"), AnswerMode::File},
    };
    const QString value = parser.value(QStringLiteral("answer"));
    const QString word = value.section(QLatin1Char(':'), 0, 0);
    if (!modes.contains(word)) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is no answer that this server knows.").arg(word),
                     .remedy = tr("Use echo, http, discard, banner:TEXT, file:PATH or none."),
                     .where = QStringLiteral("--answer")});
    }
    profile.answer = modes.value(word);
    profile.answerText = value.section(QLatin1Char(':'), 1);
    return {};
}

Result<ServeRequest> readRequest(const QCommandLineParser& parser)
{
    ServeRequest request;
    ServerProfile& profile = request.profile;
    const Result<void> read
        = allOf([&] { return readCommon(parser, request.context); },
                [&] { return readPlace(parser, request); },
                [&] { return readVersions(parser, profile.versions); },
                [&] { return readTuning(parser, profile.tuning); },
                [&] { return readTrust(parser, profile.clientTrust); },
                [&] { return readLookup(parser, profile.certificateLookup); },
                [&] { return readPreSharedKey(parser, request.psk); },
                [&] { return readClientCertificate(parser, profile.clientCertificate); },
                [&] {
                    return readDuration(
                        parser, QStringLiteral("handshake-timeout"), profile.handshakeLimit);
                },
                [&] { return readAnswer(parser, profile); });
    if (!read) {
        return fail(read.error());
    }
    if (profile.certificates.isEmpty() && !request.psk.isSet()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("A server needs a certificate."),
                     .remedy = tr(
                         "Name a store entry with --cert (“tls-workbench store new” makes one), or "
                         "a pre-shared key with --psk."),
                     .where = QStringLiteral("--cert")});
    }
    Result<QByteArray> password = givenPassword(parser);
    Result<QByteArray> pin = password ? givenPin(parser) : fail(password.error());
    if (!pin) {
        return fail(pin.error());
    }
    request.keyPassword = SecretBytes(std::move(*password));
    request.pin = SecretBytes(std::move(*pin));
    return request;
}

void printListening(const TlsServer& server)
{
    const QJsonObject event {
        {QStringLiteral("schema"), QStringLiteral("tls-workbench/server/1")},
        {QStringLiteral("event"), QStringLiteral("listening")},
        {QStringLiteral("name"), server.options().name},
        {QStringLiteral("address"), server.serverAddress().toString()},
        {QStringLiteral("port"), server.serverPort()},
    };
    CommandContext::printJson(QJsonDocument(event), true);
    if (!server.serverAddress().isLoopback()) {
        CommandContext::complain(tr("listening on %1: reachable from other computers")
                                     .arg(server.serverAddress().toString()));
    }
}

/// Documents are for programs, text is for people: without --format a terminal decides.
bool printsJson(const CommandContext& context)
{
    return context.format == OutputFormat::Unset ? !CommandContext::onTerminal() : context.json();
}

int serve(const ServeRequest& request, const ServerOptions& options)
{
    TlsServer server(options);
    int finished = 0;
    bool failed = false;
    QObject::connect(
        &server, &TlsServer::connectionFinished, qApp, [&](const ConnectionRecordPtr& record) {
            const QList<Finding> findings = diagnose(*record);
            if (printsJson(request.context)) {
                CommandContext::printJson(
                    QJsonDocument(toJson(*record, findings, request.context.reportOptions())),
                    true);
            } else {
                CommandContext::print(toText(*record, findings, request.context.reportOptions()));
            }
            failed = failed || record->result != ConnectionResult::Established;
            if (++finished == request.count || CommandContext::isOutputLost()) {
                QCoreApplication::quit();
            }
        });
    if (const Result<void> started = server.start(); !started) {
        return request.context.faultDocument(started.error());
    }
    printListening(server);
    if (CommandContext::isOutputLost()) { // nobody would know where it listens
        return ExitDone;
    }
    Termination termination;
    QObject::connect(&termination, &Termination::requested, qApp, [&] {
        server.stop();
        constexpr Milliseconds kGoodbye {200};
        QTimer::singleShot(server.openConnections() == 0 ? Milliseconds(0) : kGoodbye,
                           qApp,
                           &QCoreApplication::quit);
    });
    QCoreApplication::exec();
    return failed ? ExitTestFailed : ExitDone;
}

} // namespace

int runServe(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    const Result<ServeRequest> request = readRequest(parser);
    if (!request) {
        return CommandContext::of(arguments).faultDocument(request.error());
    }
    const Result<CertificateStore> store
        = CertificateStore::open(request->context.home + QStringLiteral("/store"));
    if (!store) {
        return request->context.faultDocument(store.error());
    }
    Result<ServerOptions> options = fail({});
    const Result<void> resolved = withKeyPasswords(
        request->keyPassword.bytes(),
        [&](const PasswordSource& password) {
            options = resolveServer(request->profile, *store, password, request->psk);
            return options ? Result<void>() : fail(options.error());
        },
        request->pin.bytes());
    if (!resolved) {
        return request->context.faultDocument(resolved.error());
    }
    complainOf(entryUses(request->profile, *store), *store);
    complainOfUnknownCiphers(request->profile.tuning.cipherList);
    return serve(*request, *options);
}

} // namespace workbench
