#include "tests/core/connection/datagram_relay.h"

#include "core/connection/message_decoding.h"

#include <QNetworkDatagram>

namespace workbench {

DatagramRelay::DatagramRelay(const QSet<int>& lost)
{
    m_front.bind(QHostAddress(QHostAddress::LocalHost));
    m_back.bind(QHostAddress(QHostAddress::LocalHost));
    connect(&m_front, &QUdpSocket::readyRead, this, [this, lost] { fromFront(lost); });
    connect(&m_back, &QUdpSocket::readyRead, this, &DatagramRelay::fromBack);
}

quint16 DatagramRelay::leadTo(quint16 serverPort)
{
    m_serverPort = serverPort;
    return m_front.localPort();
}

void DatagramRelay::send(const QByteArray& datagram)
{
    m_back.writeDatagram(datagram, QHostAddress(QHostAddress::LocalHost), m_serverPort);
}

void DatagramRelay::fromFront(const QSet<int>& lost)
{
    while (m_front.hasPendingDatagrams()) {
        const QNetworkDatagram datagram = m_front.receiveDatagram();
        m_client = {datagram.senderAddress(), datagram.senderPort()};
        if (!lost.contains(static_cast<int>(m_fromClient.size()))) {
            send(datagram.data());
        }
        m_fromClient.append(datagram.data());
    }
}

void DatagramRelay::fromBack()
{
    while (m_back.hasPendingDatagrams()) {
        m_front.writeDatagram(
            m_back.receiveDatagram().data(), m_client.first, static_cast<quint16>(m_client.second));
    }
}

QStringList handshakeOf(const ConnectionRecord& record)
{
    QStringList names;
    for (const TraceMessage& message : record.messages) {
        if (message.handshakeType() >= 0) {
            names.append(QString::fromStdString(handshakeName(message)));
        }
    }
    return names;
}

} // namespace workbench
