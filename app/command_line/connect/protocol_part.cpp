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
    parser.addOptions({
        {QStringLiteral("sni"), tr("Server name to send."), QStringLiteral("NAME|none")},
        {QStringLiteral("no-tickets"), tr("Ask for no session tickets (TLS 1.2 and older).")},
        {QStringLiteral("record-padding"),
         tr("Pad records to multiples of N bytes (TLS 1.3)."),
         QStringLiteral("N")},
        {QStringLiteral("min-dh"),
         tr("Smallest group of finite-field Diffie-Hellman to accept (TLS 1.2 and older)."),
         QStringLiteral("BITS")},
        {QStringLiteral("legacy-renegotiation"),
         tr("Also speak with servers that do not know secure renegotiation (RFC 5746).")},
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
    handshake.legacyRenegotiation = parser.isSet(QStringLiteral("legacy-renegotiation"));
    return allOf(
        [&] {
            return readNumber(parser, "record-padding", 1, kMostPadding, handshake.recordPadding);
        },
        [&] {
            return readNumber(parser, "min-dh", kLeastDhBits, kMostDhBits, handshake.minimumDhBits);
        });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    ClientProfile& profile = request.profile;
    readServerName(parser, profile);
    profile.transport = parser.isSet(QStringLiteral("udp")) ? Transport::Udp : Transport::Tcp;
    profile.keyLogPath = parser.value(QStringLiteral("keylog"));
    return allOf([&] { return readVersions(parser, profile.versions); },
                 [&] { return readTuning(parser, profile.tuning); },
                 [&] { return readHandshake(parser, profile.handshake); });
}

} // namespace

const ConnectPart kProtocolPart {&addOptions, &readOptions};

} // namespace workbench
