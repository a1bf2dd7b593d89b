#pragma once

#include "core/connection/attempt.h"
#include "core/connection/server_setup.h"

#include <QObject>

#include <memory>

namespace workbench {

/// One accepted connection, from the descriptor to its end.
class ServerConnection : public QObject
{
    Q_OBJECT

public:
    ServerConnection(std::shared_ptr<const ServerSetup> setup, QObject* parent);
    ~ServerConnection() override;

    /// Takes the descriptor over and waits for the first bytes. `deny`: closes at once.
    void accept(qintptr descriptor, bool deny);
    void send(const QByteArray& bytes);
    void close(); ///< orderly while open, at once while shaking hands
    /// Called by the server at its pace: time limit and progress of a handshake under way.
    void tick();

    quint64 id() const { return m_attempt.record().id; }

    bool handshaking() const
    {
        return !m_ended && m_attempt.record().result == ConnectionResult::InProgress;
    }

    ConnectionRecordPtr snapshot() const { return m_attempt.snapshot(); }

Q_SIGNALS:
    void changed();
    void finished();

private:
    void watchSocket();
    void onReadyRead();
    void startTls();
    void onEncrypted();
    void onData();
    void give(const struct Answer& answer);
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void end(ConnectionResult result, PhaseResult phaseResult);

    std::shared_ptr<const ServerSetup> m_setup;
    Attempt m_attempt; // before the socket: its tap must outlive it
    QSslSocket m_socket;
    QByteArray m_pending; ///< request head so far (HTTP)
    bool m_tlsStarted = false;
    bool m_ended = false;
};

} // namespace workbench
