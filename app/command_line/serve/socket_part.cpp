#include "app/command_line/common_options.h"
#include "app/command_line/serve/serve_parts.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/workbench/resolution/server_talk_checks.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ServeCommand)
};

void addOptions(QCommandLineParser& parser)
{
    addNagleOptions(parser);
    parser.addOptions({
        {QStringLiteral("starttls"),
         Text::tr("Begin in clear in this protocol, until the client asks for TLS."),
         servedExplicitTlsWords().join(QLatin1Char('|'))},
        {QStringLiteral("plain"), Text::tr("No TLS and no DTLS: data goes as it is.")},
        {QStringLiteral("keepalive"),
         Text::tr("Have the system find out by itself whether a client is still there (TCP).")},
    });
}

/// What is wrong is told before a password is asked for.
Result<void> checkTalk(const ServerProfile& profile)
{
    Result<void> checked = checkServerTalk(profile);
    if (!checked) {
        checked.error().where.prepend(QStringLiteral("--"));
    }
    return checked;
}

Result<void> readOptions(const QCommandLineParser& parser, ServeRequest& request)
{
    ServerProfile& profile = request.profile;
    profile.explicitTls = parser.value(QStringLiteral("starttls"));
    profile.plain = parser.isSet(QStringLiteral("plain"));
    profile.listen.keepAlive = parser.isSet(QStringLiteral("keepalive"));
    return allOf([&] { return readNagle(parser, profile.listen.nagle); },
                 [&] { return checkTalk(profile); });
}

} // namespace

const ServePart kServeSocketPart {&addOptions, &readOptions};

} // namespace workbench
