#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    addNagleOptions(parser);
    parser.addOptions({
        {QStringLiteral("plain"),
         Text::tr("No TLS and no DTLS: data goes as it is, over UDP each --send as one datagram.")},
        {QStringLiteral("keepalive"),
         Text::tr("Have the system find out by itself whether the peer is still there (TCP).")},
        {QStringLiteral("local-address"),
         Text::tr("Connect from this IP address of this computer."),
         QStringLiteral("IP")},
        {QStringLiteral("local-port"),
         Text::tr("Connect from this port; one below 1024 takes a right of its own."),
         QStringLiteral("N")},
        {QStringLiteral("dont-route"),
         Text::tr("Only to networks that this computer is part of, through no gateway.")},
        {QStringLiteral("broadcast"),
         Text::tr("Datagrams may go to everybody in a network (--udp --plain); whoever answers is "
                  "heard.")},
        {QStringLiteral("mtu"),
         Text::tr(
             "Largest datagram of DTLS in bytes, without the headers of IP and UDP (1400); larger "
             "messages go in fragments."),
         QStringLiteral("N")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    constexpr int kHighestPort = 65535;
    SocketSettings& socket = request.profile.socket;
    request.profile.plain = parser.isSet(QStringLiteral("plain"));
    socket.keepAlive = parser.isSet(QStringLiteral("keepalive"));
    socket.dontRoute = parser.isSet(QStringLiteral("dont-route"));
    socket.broadcast = parser.isSet(QStringLiteral("broadcast"));
    socket.localAddress = parser.value(QStringLiteral("local-address"));
    return allOf(
        [&] { return readNagle(parser, socket.nagle); },
        [&] { return readNumber(parser, "local-port", 1, kHighestPort, socket.localPort); },
        [&] { return readNumber(parser, "mtu", kLeastMtu, kMostMtu, socket.mtu); });
}

} // namespace

const ConnectPart kSocketPart {&addOptions, &readOptions};

} // namespace workbench
