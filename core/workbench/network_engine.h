#pragma once

#include "core/connection/client_connection.h"
#include "core/connection/client_repetition.h"
#include "core/connection/multihomed_server.h"
#include "core/connection/repetition.h"
#include "core/workbench/session_memory.h"
#include "core/workbench/workbench.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace workbench {

/// Everything with a socket, in the network thread: servers and clients by name, their connections
/// as records, diagnosed here and handed over in batches. All functions are called in this object's
/// thread.
class NetworkEngine : public QObject
{
    Q_OBJECT

public:
    explicit NetworkEngine(QObject* parent = nullptr);
    ~NetworkEngine() override;

    void startServer(const ServerOptions& options);
    void stopServer(const QString& name);
    void setServerAccess(const QString& name, const AccessSettings& access); ///< while it runs
    void sendFromServer(const QString& server, quint64 id, const QByteArray& bytes);
    void endServerConnection(const QString& server, quint64 id);
    void rekeyServerConnection(const QString& server, quint64 id, Rekeying way);
    void connectClient(const ClientOptions& options); ///< ends an attempt of the same name first
    /// The same with the newest session of this client from this run; clientNotStarted() says why
    /// not, and what is under way goes on then.
    void resumeClient(ClientOptions options);
    /// The same several times in a row, each closed in order once it stands.
    void repeatClient(const ClientOptions& options, int count, Milliseconds interval);
    /// Ends an attempt at once, and with it what was to follow.
    void cancelClient(const QString& name);
    void disconnectClient(const QString& name);
    void closeSendingOfClient(const QString& name);
    void breakOffClient(const QString& name);
    void sendFromClient(const QString& name, const QByteArray& bytes);
    /// clientRefused() says why not, or why only a part of it.
    void sendFileFromClient(const QString& name, const QString& path);
    void stopFileOfClient(const QString& name);
    void startTls(const QString& name); ///< by hand; clientRefused() says why not
    void rekeyClient(const QString& name, Rekeying way); ///< likewise
    void probeLegacy(int number, const ClientOptions& options, wire::LegacyVersion version);
    /// Ends what it has going on, and forgets its session.
    void forgetClient(const QString& name);
    /// Ends what it has going on; its session is found under the new name. Then renamed().
    void renameClient(const QString& name, const QString& newName);
    /// Stops it, to be started under its new name. Then renamed().
    void renameServer(const QString& name);
    /// Ends everything at once: servers, clients; a last batch goes out.
    void shutDown();

Q_SIGNALS:
    void serverListening(const QString& name, const QList<QHostAddress>& addresses, quint16 port);
    void serverFailed(const QString& name, const workbench::Error& error);
    void serverStopped(const QString& name);
    /// As MultihomedServer's.
    void serverTroubled(const QString& name, const workbench::Error& error);
    void serverRecovered(const QString& name);
    void serverRefused(const QString& name, const workbench::Error& error);
    /// The attempt that was asked for is not made.
    void clientNotStarted(const QString& name, const workbench::Error& error);
    void clientRefused(const QString& name, const workbench::Error& error);
    /// Every connection that was begun under the old name was handed over by now.
    void renamed(workbench::Role role, const QString& oldName);
    void legacyProbed(int number, const workbench::LegacyProbeResult& result);
    void connectionsChanged(const QList<workbench::ObservedConnection>& batch);
    void repetitionProgressed(const QString& name, int done, int total); ///< once a batch
    /// `fault`: why it ended before its time; none where it did not, or somebody ended it or
    /// connected anew.
    void repetitionEnded(const QString& name,
                         const workbench::Repetition& repetition,
                         int total,
                         const std::optional<workbench::Error>& fault);

private:
    struct Progress
    {
        int done = 0;
        int total = 0;
    };

    void watch(ClientConnection* client);
    void watch(ClientRepetition* repetition, const QString& name);
    void endClient(const QString& name);
    void tellEnd(const ClientRepetition& repetition, const QString& name);
    void note(const ConnectionRecordPtr& record);
    void startBatch();
    ConnectionRecordPtr otherEnd(const ConnectionRecord& record) const;
    void flush();

    std::map<QString, std::unique_ptr<MultihomedServer>> m_servers;
    QHash<QString, ClientConnection*> m_clients;
    QHash<QString, ClientRepetition*> m_repetitions; ///< their connections are in m_clients too
    SessionMemory m_sessions;
    QHash<quint64, ConnectionRecordPtr>
        m_dirty; ///< newest state of what changed since the last batch
    QHash<quint64, std::weak_ptr<const ConnectionRecord>>
        m_byPorts; ///< decided records of either role, by their port pair; whoever takes the
                   ///< batches has the budget for keeping them
    QHash<QString, Progress> m_progress; ///< newest of each client since the last batch
    QTimer m_batchTimer;
};

} // namespace workbench
