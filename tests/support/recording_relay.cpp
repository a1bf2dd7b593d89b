#include "tests/support/recording_relay.h"

#include <QTcpSocket>
#include <QtEndian>

#include <memory>

namespace workbench::tests {
namespace {

constexpr quint32 kLinkTypeRaw = 101;
constexpr qsizetype kLargestSegment = 1400;

void append16(QByteArray& bytes, quint16 value)
{
    const quint16 big = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
}

void append32(QByteArray& bytes, quint32 value)
{
    const quint32 big = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char*>(&big), sizeof big);
}

void appendLittle32(QByteArray& bytes, quint32 value)
{
    const quint32 little = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char*>(&little), sizeof little);
}

QByteArray fileHeader()
{
    QByteArray header;
    appendLittle32(header,
                   0xA1B2C3D4); // microsecond pcap, this machine's byte order told by the number
    appendLittle32(header, 0x00040002); // version 2.4
    appendLittle32(header, 0);
    appendLittle32(header, 0);
    appendLittle32(header, 0xFFFF);
    appendLittle32(header, kLinkTypeRaw);
    return header;
}

QByteArray packet(quint16 source,
                  quint16 destination,
                  quint32 sequence,
                  quint32 acknowledged,
                  const QByteArray& payload)
{
    constexpr int kIpHeader = 20;
    constexpr int kTcpHeader = 20;
    QByteArray bytes;
    append16(bytes, 0x4500);
    append16(bytes, static_cast<quint16>(kIpHeader + kTcpHeader + payload.size()));
    append32(bytes, 0);
    append32(bytes, 0x40060000); // time to live 64, TCP, no checksum
    append32(bytes, 0x7F000001);
    append32(bytes, 0x7F000001);
    append16(bytes, source);
    append16(bytes, destination);
    append32(bytes, sequence);
    append32(bytes, acknowledged);
    append16(bytes, 0x5018); // 20 bytes of header, PSH ACK
    append16(bytes, 0xFFFF);
    append32(bytes, 0);
    return bytes + payload;
}

} // namespace

RecordingRelay::RecordingRelay(quint16 serverPort, QObject* parent)
    : QTcpServer(parent)
    , m_serverPort(serverPort)
    , m_capture(fileHeader())
{
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* client = nextPendingConnection()) {
            relay(client);
        }
    });
}

quint16 RecordingRelay::start()
{
    return listen(QHostAddress(QHostAddress::LocalHost)) ? serverPort() : 0;
}

void RecordingRelay::relay(QTcpSocket* client)
{
    auto* server = new QTcpSocket(client);
    auto stream = std::make_shared<Stream>();
    stream->clientPort = client->peerPort();
    connect(client, &QTcpSocket::readyRead, server, [this, client, server, stream] {
        const QByteArray bytes = client->readAll();
        if (m_holdsBack) {
            Q_EMIT heldBack();
            return;
        }
        write(*stream, true, bytes);
        server->write(bytes);
    });
    connect(server, &QTcpSocket::readyRead, client, [this, client, server, stream] {
        const QByteArray bytes = server->readAll();
        write(*stream, false, bytes);
        client->write(bytes);
    });
    connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
    connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_serverPort);
}

void RecordingRelay::write(Stream& stream, bool fromClient, const QByteArray& payload)
{
    for (qsizetype offset = 0; offset < payload.size(); offset += kLargestSegment) {
        const QByteArray part = payload.mid(offset, kLargestSegment);
        quint32& sequence = fromClient ? stream.clientSequence : stream.serverSequence;
        const quint32 acknowledged = fromClient ? stream.serverSequence : stream.clientSequence;
        const QByteArray bytes = packet(fromClient ? stream.clientPort : m_serverPort,
                                        fromClient ? m_serverPort : stream.clientPort,
                                        sequence,
                                        acknowledged,
                                        part);
        sequence += static_cast<quint32>(part.size());
        appendLittle32(m_capture, 1'700'000'000);
        appendLittle32(m_capture, static_cast<quint32>(++m_packets));
        appendLittle32(m_capture, static_cast<quint32>(bytes.size()));
        appendLittle32(m_capture, static_cast<quint32>(bytes.size()));
        m_capture += bytes;
    }
}

} // namespace workbench::tests
