#include "core/connection/clear/partly_shown.h"
#include "core/connection/explicit_tls/server/binary_servers.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QtEndian>

namespace workbench {
namespace {

constexpr qsizetype kHeader = 4; // length of three bytes, sequence number
constexpr qsizetype kSslRequestLength = 32;
constexpr qsizetype kLongestAnswer = 4096;
// Capabilities.
constexpr quint32 kLongPassword = 0x0001;
constexpr quint32 kConnectWithDb = 0x0008;
constexpr quint32 kProtocol41 = 0x0200;
constexpr quint32 kSsl = 0x0800;
constexpr quint32 kTransactions = 0x2000;
constexpr quint32 kSecureConnection = 0x8000;
constexpr quint32 kPluginAuth = 0x0008'0000;
constexpr quint32 kCapabilities = kLongPassword | kConnectWithDb | kProtocol41 | kSsl
    | kTransactions | kSecureConnection | kPluginAuth;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

QByteArray packet(char number, const QByteArray& payload)
{
    return QByteArray(1, char(payload.size())) + QByteArray(2, '\0') + number + payload;
}

/// Nobody ever answers it: it only has to look like one, without NUL.
QByteArray challenge(qsizetype length)
{
    QByteArray bytes;
    while (bytes.size() < length) {
        bytes += char(QRandomGenerator::global()->bounded('!', '~'));
    }
    return bytes;
}

/// Protocol::HandshakeV10
QByteArray greeting()
{
    constexpr char kVersion = 10;
    constexpr char kUtf8mb4 = 45;
    constexpr qsizetype kFirstPart = 8;
    constexpr qsizetype kSecondPart = 12;
    constexpr quint16 kAutocommit = 2;
    QByteArray thread(4, '\0');
    thread[0] = 1;
    QByteArray capabilities(4, '\0');
    qToLittleEndian<quint32>(kCapabilities, capabilities.data());
    QByteArray status(2, '\0');
    qToLittleEndian<quint16>(kAutocommit, status.data());
    return kVersion + QByteArray("8.0.0-tls-workbench") + '\0' + thread + challenge(kFirstPart)
        + '\0' + capabilities.left(2) + kUtf8mb4 + status + capabilities.mid(2)
        + char(kFirstPart + kSecondPart + 1) + QByteArray(10, '\0') + challenge(kSecondPart) + '\0'
        + "mysql_native_password" + '\0';
}

} // namespace

MysqlServer::MysqlServer()
    : ClearServer(QStringLiteral("MySQL"))
{ }

ClearExchange::Step MysqlServer::begin()
{
    return Send {packet(0, greeting())};
}

/// Bytes of the client's packet with its header; before that has come, those of the header.
qsizetype MysqlServer::wholeLength() const
{
    if (m_packet.size() < kHeader) {
        return kHeader;
    }
    const auto byte = [this](qsizetype place) { return static_cast<quint8>(m_packet.at(place)); };
    return kHeader + (byte(0) | byte(1) << 8 | byte(2) << 16);
}

qsizetype MysqlServer::mostBytes() const
{
    return wholeLength() - m_packet.size();
}

ClearExchange::Step MysqlServer::receive(QByteArray& buffer)
{
    const qsizetype most = mostBytes();
    m_packet += buffer.left(most);
    buffer.remove(0, most);
    if (m_packet.size() < kHeader) {
        return NeedMore {};
    }
    const qsizetype length = wholeLength() - kHeader;
    if (m_packet.at(3) != 1 || length < kSslRequestLength || length > kLongestAnswer) {
        return misfit(m_packet);
    }
    return m_packet.size() < wholeLength() ? Step(NeedMore {}) : judge();
}

/// The user and what proves who it is stand behind what a request for TLS has, too.
QByteArray MysqlServer::shown(const QByteArray& before, const QByteArray& bytes)
{
    PartlyShown shown(m_packet + before, bytes);
    shown.show(kHeader + kSslRequestLength);
    return shown.take();
}

ClearExchange::Step MysqlServer::judge()
{
    const auto capabilities = qFromLittleEndian<quint32>(m_packet.constData() + kHeader);
    const bool isRequest = m_packet.size() == kHeader + kSslRequestLength;
    if ((capabilities & kSsl) != 0 && isRequest) {
        return Done {};
    }
    return notAsked(Text::tr("The client logged in and did not ask for TLS."));
}

/// ERR_Packet
QByteArray MysqlServer::partingWords(ClearProblem why) const
{
    if (why != ClearProblem::NotOffered) {
        return {};
    }
    constexpr quint16 kSecureTransportRequired = 3159;
    QByteArray code(2, '\0');
    qToLittleEndian<quint16>(kSecureTransportRequired, code.data());
    return packet(2,
                  '\xff' + code + "#HY000"
                      + "Connections using insecure transport are prohibited: use TLS");
}

} // namespace workbench
