#pragma once

#include <QHostAddress>
#include <QObject>

#include <memory>

class QSocketNotifier;

namespace workbench {

/// A UDP socket with one peer. The system gives it only what that peer sends, and the refusal that
/// a closed port answers with (ICMP), which an unconnected socket never hears of.
class DatagramSocket : public QObject
{
    Q_OBJECT

public:
    explicit DatagramSocket(QObject* parent = nullptr);
    ~DatagramSocket() override;

    /// The errno of the failure; 0: it is open. No packet is sent.
    int open(const QHostAddress& peer, quint16 port);
    void close();

    bool isOpen() const { return m_descriptor >= 0; }

    void send(const QByteArray& datagram); ///< what the system does not take is lost, as on the way

    QHostAddress localAddress() const;
    quint16 localPort() const;

Q_SIGNALS:
    void received(const QByteArray& datagram);
    void failed(int errorNumber); ///< errno, ECONNREFUSED mostly; the socket stays open

private:
    void onReadable();

    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace workbench
