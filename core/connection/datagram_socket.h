#pragma once

#include "core/connection/options/socket_settings.h"
#include "core/connection/socket_address.h"

#include <QHostAddress>
#include <QObject>

#include <memory>

class QSocketNotifier;

namespace workbench {

/// A UDP socket with one peer. The system gives it only what that peer sends, and the refusal that
/// a closed port answers with (ICMP), which an unconnected socket never hears of. One that may send
/// to everybody (SocketSettings::broadcast) has a default destination only, and hears whoever
/// answers.
class DatagramSocket : public QObject
{
    Q_OBJECT

public:
    explicit DatagramSocket(QObject* parent = nullptr);
    ~DatagramSocket() override;

    /// The errno of the failure; 0: it is open. No packet is sent.
    int open(const QHostAddress& peer, quint16 port, const SocketSettings& settings = {});
    void close();

    bool isOpen() const { return m_descriptor >= 0; }

    /// The errno of what the system does not take, which is lost as on the way; 0: it took it.
    int send(const QByteArray& datagram);

    int descriptor() const { return m_descriptor; } ///< -1: closed

    QHostAddress localAddress() const;
    quint16 localPort() const;

Q_SIGNALS:
    /// `sender`: of what came where anybody is heard; else null.
    void received(const QByteArray& datagram, const QHostAddress& sender);
    void failed(int errorNumber); ///< errno, ECONNREFUSED mostly; the socket stays open

private:
    void onReadable();

    SocketAddress m_target; ///< where anybody is heard; else nothing
    bool m_connected = true;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace workbench
