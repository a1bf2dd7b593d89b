#pragma once

#include "core/connection/connection_record.h"
#include "core/connection/options/server_options.h"
#include "core/connection/rekeying.h"

#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QObject>

#include <memory>
#include <vector>

namespace workbench {

class ServerWorker;
class TlsServer;

/// A server on one or several addresses of this computer: the same port, certificates and session
/// keys everywhere. Over TCP there is one limit of connections for all, and several threads carry
/// them where the options ask for that; this one accepts. Signals as TlsServer's.
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
    /// Errors of TlsServer::rekey(); refused() may have them later.
    Result<void> rekey(quint64 connectionId, Rekeying way);

Q_SIGNALS:
    void connectionChanged(const workbench::ConnectionRecordPtr& record);
    void connectionFinished(const workbench::ConnectionRecordPtr& record);
    void stopped();
    void troubled(const workbench::Error& error);
    void recovered();
    void refused(const workbench::Error& error); ///< new keys that were asked for

private:
    Result<void> startAll(quint16 port);
    void watch(TlsServer& server);
    void startWorkers();
    void watch(ServerWorker& worker);
    void handOver(qintptr descriptor);
    void noteStopped();

    ServerOptions m_options;
    std::vector<std::unique_ptr<TlsServer>> m_servers;
    std::vector<std::unique_ptr<ServerWorker>> m_workers; ///< none: this thread carries all
    std::size_t m_turn = 0; ///< of the worker that gets the next connection
    QHash<quint64, ServerWorker*> m_carriers; ///< of open connections that a worker has
    std::size_t m_stopped = 0;
    int m_troubled = 0; ///< servers at whose address clients have to wait
};

} // namespace workbench
