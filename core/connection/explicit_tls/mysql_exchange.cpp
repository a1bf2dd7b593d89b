#include "core/base/bytes.h"
#include "core/connection/clear/peer_words.h"
#include "core/connection/explicit_tls/binary_protocols.h"
#include "core/wire/byte_reader.h"

#include <QCoreApplication>
#include <QtEndian>

namespace workbench {
namespace {

constexpr qsizetype kHeader = 4; // length of three bytes, sequence number
constexpr qsizetype kLongestGreeting = 4096;
constexpr quint8 kProtocolVersion = 10;
constexpr quint8 kErrorPacket = 0xff;
// Capabilities.
constexpr quint32 kProtocol41 = 0x0200;
constexpr quint32 kSsl = 0x0800;
constexpr quint32 kSecureConnection = 0x8000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

/// 32 bytes: capabilities, longest packet, character set, 23 zeros; number 1 of the sequence.
QByteArray sslRequest()
{
    constexpr qsizetype kLength = 32;
    constexpr quint32 kLongestPacket = 1U << 24;
    constexpr char kUtf8mb4 = 45;
    QByteArray packet(kHeader + kLength, '\0');
    packet[0] = char(kLength);
    packet[3] = 1;
    qToLittleEndian<quint32>(kProtocol41 | kSsl | kSecureConnection, packet.data() + kHeader);
    qToLittleEndian<quint32>(kLongestPacket, packet.data() + kHeader + 4);
    packet[kHeader + 8] = kUtf8mb4;
    return packet;
}

/// The lower two bytes of the capabilities: behind the version's text, the thread's number, eight
/// bytes of a challenge and a zero.
std::optional<quint16> capabilitiesOf(const QByteArray& greeting)
{
    constexpr qsizetype kBetween = 4 + 8 + 1;
    const qsizetype end = greeting.indexOf('\0', 1);
    const qsizetype place = end + 1 + kBetween;
    if (end < 0 || greeting.size() < place + 2) {
        return std::nullopt;
    }
    return qFromLittleEndian<quint16>(greeting.constData() + place);
}

} // namespace

MysqlExchange::MysqlExchange()
    : ExplicitTlsExchange(QStringLiteral("MySQL"))
{ }

ClearExchange::Step MysqlExchange::begin()
{
    return NeedMore {};
}

ClearExchange::Step MysqlExchange::receive(QByteArray& buffer)
{
    if (buffer.size() <= kHeader) {
        return buffer.contains('\n') ? misfit(buffer) : Step(NeedMore {});
    }
    const auto byte = [&buffer](qsizetype place) { return static_cast<quint8>(buffer.at(place)); };
    const qsizetype length = byte(0) | byte(1) << 8 | byte(2) << 16;
    const bool greets = byte(3) == 0 && length > 0 && length <= kLongestGreeting
        && (byte(kHeader) == kProtocolVersion || byte(kHeader) == kErrorPacket);
    if (!greets) {
        return misfit(buffer);
    }
    if (buffer.size() < kHeader + length) {
        return NeedMore {};
    }
    const QByteArray greeting = buffer.mid(kHeader, length);
    buffer.remove(0, kHeader + length);
    return judge(greeting);
}

ClearExchange::Step MysqlExchange::judge(const QByteArray& greeting)
{
    if (static_cast<quint8>(greeting.at(0)) == kErrorPacket) {
        const quint16 code = greeting.size() >= 3
            ? qFromLittleEndian<quint16>(greeting.constData() + 1)
            : quint16(0);
        return refused(Text::tr("The server greeted with error %1: “%2”.")
                           .arg(code)
                           .arg(peerWords(greeting.mid(3))),
                       Text::tr("It takes no connections from here now."),
                       code);
    }
    const std::optional<quint16> capabilities = capabilitiesOf(greeting);
    if (!capabilities) {
        return notUnderstood(Text::tr("The server's greeting ends before its capabilities."));
    }
    if ((*capabilities & kSsl) == 0) {
        return notOffered(Text::tr("The server's greeting says that it does no TLS."),
                          Text::tr("Set ssl_cert and ssl_key in the server's configuration."));
    }
    return Send {.bytes = sslRequest(), .isLast = true};
}

} // namespace workbench
