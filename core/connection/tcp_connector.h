#pragma once

#include "core/connection/options/socket_settings.h"

#include <QHostAddress>
#include <QObject>

#include <memory>

class QSocketNotifier;

namespace workbench {

/// Opens one TCP connection without blocking and hands the descriptor over. In place of
/// QAbstractSocket::connectToHost(), which tells few reasons of a failure apart, has a time limit
/// of its own, and connects again without end to a peer that resets at once.
class TcpConnector : public QObject
{
    Q_OBJECT

public:
    explicit TcpConnector(QObject* parent = nullptr);
    ~TcpConnector() override;

    /// Of the sockets that are made from now on.
    void setSettings(const SocketSettings& settings) { m_settings = settings; }

    /// Begins; a connection under way is given up. Signals come from the event loop, never from
    /// here.
    void connectTo(const QHostAddress& address, quint16 port);
    void abort();

Q_SIGNALS:
    /// Non-blocking, not inherited by children; the receiver owns it. `reset`: the peer has reset
    /// it already, right after accepting.
    void connected(qintptr descriptor, bool reset);
    void failed(int errorNumber); ///< errno, of what the settings ask for too

private:
    void onWritable();
    void failLater(int errorNumber);

    SocketSettings m_settings;
    int m_descriptor = -1;
    int m_attempt = 0; ///< tells a late failure of an aborted attempt
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace workbench
