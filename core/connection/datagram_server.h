#pragma once

#include "core/connection/access_guard.h"
#include "core/connection/dtls_server_connection.h"
#include "core/connection/ended_hellos.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <QUdpSocket>

class QNetworkDatagram;

namespace workbench {

/// The part of a server that speaks DTLS: one socket, whose datagrams it hands to the connection of
/// the client that sent them. Only a client_hello begins a connection.
class DatagramServer : public QObject
{
    Q_OBJECT

public:
    explicit DatagramServer(QObject* parent = nullptr);
    ~DatagramServer() override;

    /// False: `socket()` says why.
    /// `setup` may be that of a server at another address.
    bool listen(const std::shared_ptr<const ServerSetup>& setup,
                const QHostAddress& address,
                quint16 port);
    void stop(); ///< says goodbye to every client and frees the port

    const QUdpSocket& socket() const { return m_socket; }

    int openConnections() const { return static_cast<int>(m_connections.size()); }

    /// From the next client on.
    void setAccess(const AccessSettings& access) { m_guard = AccessGuard(access); }

    void sendTo(quint64 connectionId, const QByteArray& bytes);
    void closeConnection(quint64 connectionId);

Q_SIGNALS:
    void connectionChanged(const workbench::ConnectionRecordPtr& record);
    void connectionFinished(const workbench::ConnectionRecordPtr& record);

private:
    void onReadable();
    void take(const QNetworkDatagram& datagram);
    DtlsServerConnection* accept(const DatagramPeer& client, const QNetworkDatagram& hello);
    void forget(const DatagramPeer& client, DtlsServerConnection* connection);
    DtlsServerConnection* find(quint64 connectionId) const;
    int admitted() const;

    std::shared_ptr<const ServerSetup> m_setup;
    QUdpSocket m_socket;
    QHash<DatagramPeer, DtlsServerConnection*> m_connections;
    QSet<DatagramPeer> m_unproven; ///< of them, who has not answered its cookie: anybody can claim
                                   ///< any address (RFC 6347 §4.2.1)
    EndedHellos m_ended;
    QByteArray m_cookieSecret;
    QTimer m_ticker;
    AccessGuard m_guard;
};

} // namespace workbench
