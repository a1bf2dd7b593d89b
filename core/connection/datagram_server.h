#pragma once

#include "core/connection/dtls_server_connection.h"

#include <QHash>
#include <QObject>
#include <QTimer>
#include <QUdpSocket>

namespace workbench {

/// The part of a server that speaks DTLS: one socket, whose datagrams it hands to the connection of
/// the client that sent them.
class DatagramServer : public QObject
{
    Q_OBJECT

public:
    explicit DatagramServer(QObject* parent = nullptr);
    ~DatagramServer() override;

    /// False: `socket()` says why.
    bool listen(const std::shared_ptr<const ServerSetup>& setup);
    void stop(); ///< says goodbye to every client and frees the port

    const QUdpSocket& socket() const { return m_socket; }

    int openConnections() const { return static_cast<int>(m_connections.size()); }

    void setDeny(bool deny) { m_deny = deny; }

    void sendTo(quint64 connectionId, const QByteArray& bytes);
    void closeConnection(quint64 connectionId);

Q_SIGNALS:
    void connectionChanged(const workbench::ConnectionRecordPtr& record);
    void connectionFinished(const workbench::ConnectionRecordPtr& record);

private:
    using ClientKey = QPair<QHostAddress, quint16>;

    void onReadable();
    DtlsServerConnection* accept(const ClientKey& client, const QHostAddress& local);
    DtlsServerConnection* find(quint64 connectionId) const;

    std::shared_ptr<const ServerSetup> m_setup;
    QUdpSocket m_socket;
    QHash<ClientKey, DtlsServerConnection*> m_connections;
    QByteArray m_cookieSecret;
    QTimer m_ticker;
    bool m_deny = false;
};

} // namespace workbench
