#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/server_options.h"
#include "core/connection/rekeying.h"

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <memory>
#include <vector>

namespace workbench {

class TlsServer;

/// A server on one or several addresses of this computer: the same port, certificates and session
/// keys everywhere, and over TCP one limit of connections for all. Signals as TlsServer's.
class MultihomedServer : public QObject
{
    Q_OBJECT

public:
    explicit MultihomedServer(ServerOptions options, QObject* parent = nullptr);
    ~MultihomedServer() override;

    /// Listens on all addresses, or on none. Errors of TlsServer::start(), for the first address
    /// that does not work.
    Result<void> start();
    void stop(); ///< stopped() follows within a second
    void setAccess(const AccessSettings& access); ///< from the next client on

    QList<QHostAddress> addresses() const; ///< while it listens
    quint16 port() const; ///< while it listens

    const ServerOptions& options() const { return m_options; }

    void sendTo(quint64 connectionId, const QByteArray& bytes);
    void closeConnection(quint64 connectionId);
    Result<void> rekey(quint64 connectionId, Rekeying way); ///< errors of TlsServer::rekey()

Q_SIGNALS:
    void connectionChanged(const workbench::ConnectionRecordPtr& record);
    void connectionFinished(const workbench::ConnectionRecordPtr& record);
    void stopped();
    void troubled(const workbench::Error& error);
    void recovered();

private:
    Result<void> startAll(quint16 port);
    void watch(TlsServer& server);

    ServerOptions m_options;
    std::vector<std::unique_ptr<TlsServer>> m_servers;
    std::size_t m_stopped = 0;
    int m_troubled = 0; ///< servers at whose address clients have to wait
};

} // namespace workbench
