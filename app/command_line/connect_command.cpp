#include "app/command_line/connect_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_as_command.h"
#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/connect/connect_probe.h"
#include "app/command_line/connect/connect_run.h"
#include "app/command_line/key_access.h"
#include "app/command_line/option_errors.h"
#include "app/command_line/use_notes.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    addTlsOptions(parser);
    parser.setApplicationDescription(
        Text::tr("Makes one client connection; prints the handshake log and the verdict."));
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

void complainOfHole(const QList<TlsVersionSet>& runs)
{
    if (runs.size() > 1) {
        CommandContext::complain(
            Text::tr("note: one client_hello cannot leave a version out: there is one "
                     "attempt for each of: %1.")
                .arg(toText(runs)));
    }
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
        return refuse(CommandContext::of(arguments), parser, request.error());
    }
    const Result<CertificateStore> store
        = CertificateStore::open(request->context.home + QStringLiteral("/store"));
    if (!store) {
        return request->context.faultDocument(store.error());
    }
    if (const Result<void> checked = checkNumberedFiles(
            request->profile, std::max(request->repeat, 1), !request->reports.isEmpty());
        !checked) {
        return refuse(request->context, parser, checked.error());
    }
    if (request->command) {
        if (const Result<void> made = checkCommand(*request, *store); !made) {
            return refuse(request->context, parser, made.error());
        }
        return printAsCommand(*request, *store);
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
        return refuse(request->context, parser, resolved.error());
    }
    if (request->probe) {
        return runProbe(*request, *options);
    }
    if (!options->trust.store && !options->plain) {
        // Reading the system's anchors takes long and is no part of the attempt.
        static_cast<void>(TrustAnchors::system());
    }
    complainOf(entryUses(request->profile, *store), *store);
    complainOfUnknownCiphers(request->profile.tuning.cipherList);
    complainOfHole(versionRuns(*options));
    return ConnectRun(*request, *options).exec();
}

} // namespace workbench
