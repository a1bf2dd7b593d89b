#pragma once

#include "core/connection/connection_record.h"

#include <QObject>
#include <QSet>
#include <QUdpSocket>

namespace workbench {

/// Between a client and a server over UDP, all on loopback.
class DatagramRelay : public QObject
{
    Q_OBJECT

public:
    /// Loses the datagrams of the client with these numbers, from 0.
    explicit DatagramRelay(const QSet<int>& lost);

    /// The port to connect to.
    quint16 leadTo(quint16 serverPort);

    /// All that clients have sent so far, oldest first.
    const QList<QByteArray>& fromClient() const { return m_fromClient; }

    /// To the server, from the port that the client's datagrams come from.
    void send(const QByteArray& datagram);

private:
    void fromFront(const QSet<int>& lost);
    void fromBack();

    QUdpSocket m_front;
    QUdpSocket m_back;
    QPair<QHostAddress, int> m_client;
    QList<QByteArray> m_fromClient;
    quint16 m_serverPort = 0;
};

/// The names of the handshake messages in a trace.
QStringList handshakeOf(const ConnectionRecord& record);

} // namespace workbench
