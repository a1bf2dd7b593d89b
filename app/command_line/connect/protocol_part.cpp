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
    parser.addOptions({
        {QStringLiteral("sni"), Text::tr("Server name to send."), QStringLiteral("NAME|none")},
        {QStringLiteral("probe"),
         Text::tr(
             "Only ask whether the server would speak this version, which no current library does; "
             "with --udp or --plain nothing can be asked."),
         QStringLiteral("ssl2|ssl3")},
        {QStringLiteral("no-tickets"), Text::tr("Ask for no session tickets (TLS 1.2 and older).")},
        {QStringLiteral("record-padding"),
         Text::tr("Pad records to multiples of N bytes (TLS 1.3)."),
         QStringLiteral("N")},
        {QStringLiteral("min-dh"),
         Text::tr("Smallest group of finite-field Diffie-Hellman to accept (TLS 1.2 and older)."),
         QStringLiteral("BITS")},
        {QStringLiteral("sct"),
         Text::tr(
             "Ask for signed certificate timestamps (RFC 6962); those in the certificate are shown "
             "anyway.")},
        {QStringLiteral("legacy-renegotiation"),
         Text::tr("Also speak with servers that do not know secure renegotiation (RFC 5746).")},
    });
}

void readServerName(const QCommandLineParser& parser, ClientProfile& profile)
{
    if (parser.isSet(QStringLiteral("sni"))) {
        profile.sendServerName = parser.value(QStringLiteral("sni")) != QStringLiteral("none");
        profile.serverName
            = profile.sendServerName ? parser.value(QStringLiteral("sni")) : QString();
    }
}

Result<void> readHandshake(const QCommandLineParser& parser, HandshakeSettings& handshake)
{
    handshake.tickets = !parser.isSet(QStringLiteral("no-tickets"));
    handshake.askTimestamps = parser.isSet(QStringLiteral("sct"));
    handshake.legacyRenegotiation = parser.isSet(QStringLiteral("legacy-renegotiation"));
    return allOf(
        [&] {
            return readNumber(parser, "record-padding", 1, kMostPadding, handshake.recordPadding);
        },
        [&] {
            return readNumber(parser, "min-dh", kLeastDhBits, kMostDhBits, handshake.minimumDhBits);
        });
}

/// What only a connection does, so that --probe would do nothing of it.
constexpr const char* kOfConnections[] = {"repeat",
                                          "report",
                                          "pcap",
                                          "received-file",
                                          "session-file",
                                          "send",
                                          "send-hex",
                                          "send-file",
                                          "request",
                                          "expect",
                                          "key-update",
                                          "renegotiate",
                                          "half-close",
                                          "abrupt-close"};

Result<void> readProbe(const QCommandLineParser& parser, ConnectRequest& request)
{
    const QString option = QStringLiteral("probe");
    if (!parser.isSet(option)) {
        return {};
    }
    const auto wrong = [](const QString& message, const QString& remedy) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = message,
                     .remedy = remedy,
                     .where = QStringLiteral("--probe")});
    };
    if (parser.isSet(QStringLiteral("udp")) || parser.isSet(QStringLiteral("plain"))) {
        return wrong(Text::tr("SSL 2 and SSL 3 are for TCP, and no plain data."),
                     Text::tr("Leave --udp and --plain out."));
    }
    for (const char* other : kOfConnections) {
        if (parser.isSet(QLatin1String(other))) {
            return wrong(Text::tr("Asking makes no connection for --%1.").arg(QLatin1String(other)),
                         Text::tr("Leave one of them out."));
        }
    }
    const QString word = parser.value(option).toLower();
    if (word != QStringLiteral("ssl2") && word != QStringLiteral("ssl3")) {
        return wrong(Text::tr("“%1” is no version to ask for.").arg(parser.value(option)),
                     Text::tr("Use ssl2 or ssl3; others are simply connected with."));
    }
    request.probe
        = word == QStringLiteral("ssl2") ? wire::LegacyVersion::Ssl2 : wire::LegacyVersion::Ssl3;
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    readServerName(parser, profile);
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    return allOf([&] { return readVersions(parser, profile.versions); },
                 [&] { return readTuning(parser, profile.tuning); },
                 [&] { return readHandshake(parser, profile.handshake); },
                 [&] { return readProbe(parser, request); });
}

} // namespace

const ConnectPart kProtocolPart {&addOptions, &readOptions};

} // namespace workbench
