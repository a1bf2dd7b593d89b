#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "core/workbench/json/shared_words.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("plain"),
         Text::tr("No TLS and no DTLS: data goes as it is, over UDP each --send as one datagram.")},
        {QStringLiteral("keepalive"),
         Text::tr("Have the system find out by itself whether the peer is still there (TCP).")},
        {QStringLiteral("nodelay"),
         Text::tr("Never hold small segments back (TCP); that is what happens without it, too.")},
        {QStringLiteral("nagle"),
         Text::tr(
             "Nagle's algorithm, which holds small segments back (TCP): off, as with --nodelay; "
             "after-handshake: off for the handshake, on again afterwards; on: always."),
         QStringLiteral("off|after-handshake|on")},
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

tl::unexpected<Error> bad(const char* option, const QString& message, const QString& remedy = {})
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("--%1").arg(QLatin1String(option))});
}

Result<void> readNagle(const QCommandLineParser& parser, SocketSettings& socket)
{
    const Result<void> read = readWord(parser, "nagle", kNagleWords, socket.nagle);
    if (read && parser.isSet(QStringLiteral("nodelay")) && socket.nagle != Nagle::Never) {
        return bad("nagle",
                   Text::tr("--nodelay switches Nagle's algorithm off, --nagle %1 on.")
                       .arg(parser.value(QStringLiteral("nagle"))),
                   Text::tr("Give one of them."));
    }
    return read;
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
    if (parser.isSet(QStringLiteral("nodelay")) && parser.isSet(QStringLiteral("udp"))) {
        return bad("nodelay", Text::tr("Nagle's algorithm is one of TCP, there is none over UDP."));
    }
    return allOf(
        [&] { return readNagle(parser, socket); },
        [&] { return readNumber(parser, "local-port", 1, kHighestPort, socket.localPort); },
        [&] { return readNumber(parser, "mtu", kLeastMtu, kMostMtu, socket.mtu); });
}

} // namespace

const ConnectPart kSocketPart {&addOptions, &readOptions};

} // namespace workbench
