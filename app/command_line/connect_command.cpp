#include "app/command_line/connect_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_dialogue.h"
#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/connect/connect_probe.h"
#include "app/command_line/key_access.h"
#include "app/command_line/termination.h"
#include "app/command_line/use_notes.h"
#include "core/connection/client_connection.h"
#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addTlsOptions(parser);
    parser.setApplicationDescription(
        tr("Makes one client connection; prints the handshake log and the verdict."));
    addConnectOptions(parser);
}

Result<ConnectRequest> readRequest(const QCommandLineParser& parser)
{
    ConnectRequest request;
    const Result<void> read = allOf([&] { return readCommon(parser, request.context); },
                                    [&] { return readConnectOptions(parser, request); });
    if (!read) {
        return fail(read.error());
    }
    return request;
}

int statusOf(const ConnectionRecord& record, const QList<Finding>& findings)
{
    const bool faulty = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::Error;
    });
    if (record.result == ConnectionResult::Established && !record.unwritten.isEmpty()) {
        return ExitLocalFault;
    }
    return record.result == ConnectionResult::Established && !faulty ? ExitDone : ExitTestFailed;
}

int connectOnce(const ConnectRequest& request, const ClientOptions& options)
{
    ClientConnection connection(options);
    ConnectDialogue dialogue(connection, request);
    Termination termination;
    QObject::connect(&termination, &Termination::requested, &connection, &ClientConnection::close);
    QObject::connect(&connection, &ClientConnection::finished, qApp, &QCoreApplication::quit);
    QMetaObject::invokeMethod(&connection, &ClientConnection::start, Qt::QueuedConnection);
    QCoreApplication::exec();

    const ConnectionRecordPtr record = connection.snapshot();
    QList<Finding> findings = diagnose(*record);
    const bool unmet
        = record->result == ConnectionResult::Established && !dialogue.expectationMet();
    if (unmet) {
        findings.prepend({.id = QStringLiteral("expectation-not-met"),
                          .severity = Severity::Error,
                          .phase = QStringLiteral("data"),
                          .title = tr("The answer does not contain the expected text."),
                          .cause = tr("%n byte(s) came before the wait ended.")
                                       .replace(QStringLiteral("%n"),
                                                QString::number(dialogue.received().size())),
                          .fixes = {tr("Compare the received data with what --expect asks for.")}});
    }
    if (request.context.json()) {
        CommandContext::printJson(
            QJsonDocument(toJson(*record, findings, request.context.reportOptions())), false);
    } else {
        CommandContext::print(toText(*record, findings, request.context.reportOptions()));
    }
    return statusOf(*record, findings);
}

} // namespace

int runConnect(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    const Result<ConnectRequest> request = readRequest(parser);
    if (!request) {
        return CommandContext::of(arguments).faultDocument(request.error());
    }
    const Result<CertificateStore> store
        = CertificateStore::open(request->context.home + QStringLiteral("/store"));
    if (!store) {
        return request->context.faultDocument(store.error());
    }
    const ClientProfile profile
        = request->probe ? probingProfile(request->profile) : request->profile;
    Result<ClientOptions> options = fail({});
    const Result<void> resolved = withKeyPasswords(
        request->keyPassword.bytes(),
        [&](const PasswordSource& password) {
            options = resolveClient(profile, *store, password, request->secrets);
            return options ? Result<void>() : fail(options.error());
        },
        request->pin.bytes());
    if (!resolved) {
        return request->context.faultDocument(resolved.error());
    }
    if (request->probe) {
        return runProbe(*request, *options);
    }
    if (!options->trust.store && !options->plain) {
        // Reading the system's anchors takes long and is no part of the attempt.
        static_cast<void>(TrustAnchors::system());
    }
    complainOf(entryUses(request->profile, *store), *store);
    return connectOnce(*request, *options);
}

} // namespace workbench
