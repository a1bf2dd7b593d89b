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
    parser.addPositionalArgument(QStringLiteral("HOST[:PORT]"),
                                 tr("Name or address; nothing: this computer."));
    parser.addOption({QStringLiteral("port"), tr("Port, 1 to 65535."), QStringLiteral("N")});
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    const QStringList targets = parser.positionalArguments();
    if (targets.size() > 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” is one argument too many.").arg(targets.at(1))});
    }
    const Result<HostAndPort> host = parseHost(targets.value(0));
    if (!host) {
        return fail(host.error());
    }
    profile.host = host->host;
    profile.port = host->port != 0 ? host->port : profile.port;
    if (parser.isSet(QStringLiteral("port"))) {
        const Result<quint16> port = parsePort(parser.value(QStringLiteral("port")), false);
        if (!port) {
            return fail(port.error());
        }
        profile.port = *port;
    }
    profile.name = parser.isSet(QStringLiteral("name")) ? parser.value(QStringLiteral("name"))
                                                        : targets.value(0);
    if (profile.name.isEmpty()) {
        profile.name = QStringLiteral("localhost");
    }
    return {};
}

} // namespace

const ConnectPart kTargetPart {&addOptions, &readOptions};

} // namespace workbench
