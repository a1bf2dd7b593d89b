#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("sni"), tr("Server name to send."), QStringLiteral("NAME|none")});
}

void readServerName(const QCommandLineParser& parser, ClientProfile& profile)
{
    if (parser.isSet(QStringLiteral("sni"))) {
        profile.sendServerName = parser.value(QStringLiteral("sni")) != QStringLiteral("none");
        profile.serverName
            = profile.sendServerName ? parser.value(QStringLiteral("sni")) : QString();
    }
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    readServerName(parser, profile);
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    return allOf([&] { return readVersions(parser, profile.versions); },
                 [&] { return readTuning(parser, profile.tuning); });
}

} // namespace

const ConnectPart kProtocolPart {&addOptions, &readOptions};

} // namespace workbench
