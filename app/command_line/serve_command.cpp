#include "app/command_line/serve_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/connection_status.h"
#include "app/command_line/key_access.h"
#include "app/command_line/option_errors.h"
#include "app/command_line/serve/serve_parts.h"
#include "app/command_line/termination.h"
#include "app/command_line/use_notes.h"
#include "core/connection/multihomed_server.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <memory>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addTlsOptions(parser);
    parser.setApplicationDescription(
        Text::tr("Serves TLS from a store entry until interrupted or --count N."));
    addServeOptions(parser);
}

Result<void> refuseArguments(const QCommandLineParser& parser)
{
    const QStringList arguments = parser.positionalArguments();
    return arguments.isEmpty()
        ? Result<void>()
        : fail({.code = ErrorCode::InvalidInput,
                .message = Text::tr("“%1” is one argument too many.").arg(arguments.first())});
}

Result<ServeRequest> readRequest(const QCommandLineParser& parser)
{
    ServeRequest request;
    const Result<void> read = allOf([&] { return readCommon(parser, request.context); },
                                    [&] { return refuseArguments(parser); },
                                    [&] { return readServeOptions(parser, request); });
    if (!read) {
        return fail(read.error());
    }
    return request;
}

void printListening(const MultihomedServer& server)
{
    QJsonArray endpoints;
    for (const QHostAddress& address : server.addresses()) {
        endpoints.append(QJsonObject {{QStringLiteral("address"), address.toString()},
                                      {QStringLiteral("port"), server.port()}});
        if (!address.isLoopback()) {
            CommandContext::complain(Text::tr("listening on %1: reachable from other computers")
                                         .arg(address.toString()));
        }
    }
    const QJsonObject event {
        {QStringLiteral("schema"), QStringLiteral("tls-workbench/server/1")},
        {QStringLiteral("event"), QStringLiteral("listening")},
        {QStringLiteral("name"), server.options().name},
        {QStringLiteral("address"), server.addresses().first().toString()},
        {QStringLiteral("port"), server.port()},
        {QStringLiteral("endpoints"), endpoints},
    };
    CommandContext::printJson(QJsonDocument(event), true);
}

/// Documents are for programs, text is for people: without --format a terminal decides.
bool printsJson(const CommandContext& context)
{
    return context.format == OutputFormat::Unset ? !CommandContext::onTerminal() : context.json();
}

/// Asks each client once, as soon as it is connected.
void askForNewKeys(MultihomedServer& server, const ServeRequest& request)
{
    if (!request.keyUpdate && !request.renegotiate) {
        return;
    }
    const auto asked = std::make_shared<QSet<quint64>>();
    QObject::connect(&server,
                     &MultihomedServer::connectionChanged,
                     &server,
                     [&server, &request, asked](const ConnectionRecordPtr& record) {
                         const Rekeying way = rekeyingOf(record->negotiated.version);
                         const bool wanted
                             = way == Rekeying::KeyUpdate ? request.keyUpdate : request.renegotiate;
                         if (!wanted || !record->open || asked->contains(record->id)) {
                             return;
                         }
                         asked->insert(record->id);
                         if (const Result<void> begun = server.rekey(record->id, way); !begun) {
                             CommandContext::complain(begun.error());
                         }
                     });
    QObject::connect(&server, &MultihomedServer::refused, &server, [](const Error& error) {
        CommandContext::complain(error);
    });
    QObject::connect(&server,
                     &MultihomedServer::connectionFinished,
                     &server,
                     [asked](const ConnectionRecordPtr& record) { asked->remove(record->id); });
}

int serve(const ServeRequest& request, const ServerOptions& options)
{
    MultihomedServer server(options);
    int finished = 0;
    bool failed = false;
    QObject::connect(
        &server,
        &MultihomedServer::connectionFinished,
        qApp,
        [&](const ConnectionRecordPtr& record) {
            const QList<Finding> findings = diagnose(*record);
            if (printsJson(request.context)) {
                CommandContext::printJson(
                    QJsonDocument(toJson(*record, findings, request.context.reportOptions())),
                    true);
            } else {
                CommandContext::print(toText(*record, findings, request.context.reportOptions()));
            }
            failed = failed || statusOf(*record, findings) != ExitDone;
            if (++finished == request.count || CommandContext::isOutputLost()) {
                QCoreApplication::quit();
            }
        });
    askForNewKeys(server, request);
    QObject::connect(&server, &MultihomedServer::troubled, qApp, [](const Error& error) {
        CommandContext::complain(error);
    });
    // First of all: whoever sees it listen may send signals at once.
    Termination termination;
    termination.watchSwitch();
    QObject::connect(&termination, &Termination::requested, &server, &MultihomedServer::stop);
    QObject::connect(&server, &MultihomedServer::stopped, qApp, &QCoreApplication::quit);
    QObject::connect(&termination, &Termination::switched, &server, [&server] {
        AccessSettings access = server.options().access;
        access.deny = !access.deny;
        server.setAccess(access);
        CommandContext::complain(access.deny ? Text::tr("clients are refused from now on")
                                             : Text::tr("clients are let in again"));
    });
    if (const Result<void> started = server.start(); !started) {
        return request.context.faultDocument(started.error());
    }
    printListening(server);
    if (CommandContext::isOutputLost()) { // nobody would know where it listens
        return ExitDone;
    }
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
        return refuse(CommandContext::of(arguments), parser, request.error());
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
        return refuse(request->context, parser, resolved.error());
    }
    complainOf(entryUses(request->profile, *store), *store);
    complainOfUnknownCiphers(request->profile.tuning.cipherList);
    return serve(*request, *options);
}

} // namespace workbench
