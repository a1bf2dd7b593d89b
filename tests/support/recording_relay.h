#pragma once

#include <QByteArray>
#include <QHash>
#include <QTcpServer>

namespace workbench::tests {

/// Stands between a client and a server on loopback, passes bytes on unchanged and writes both
/// directions down as a pcap file (RFC-less format of libpcap, LINKTYPE_RAW with made-up IPv4 and
/// TCP headers): a capture made at the same time that needs no right to open an interface.
class RecordingRelay : public QTcpServer
{
    Q_OBJECT

public:
    explicit RecordingRelay(quint16 serverPort, QObject* parent = nullptr);

    /// Port to connect to; 0 when the relay could not listen.
    quint16 start();

    /// From now on nothing of the clients is passed on.
    void holdBack() { m_holdsBack = true; }

    /// The capture so far, a whole pcap file.
    QByteArray capture() const { return m_capture; }

Q_SIGNALS:
    void heldBack(); ///< something that is not passed on

private:
    struct Stream
    {
        quint16 clientPort = 0;
        quint32 clientSequence = 1;
        quint32 serverSequence = 1;
    };

    void relay(class QTcpSocket* client);
    void write(Stream& stream, bool fromClient, const QByteArray& payload);

    quint16 m_serverPort;
    QByteArray m_capture;
    int m_packets = 0;
    bool m_holdsBack = false;
};

} // namespace workbench::tests
