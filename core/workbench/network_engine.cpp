#include "core/workbench/network_engine.h"

#include "core/connection/two_ends.h"
#include "core/diagnosis/diagnosis.h"

#include <utility>

namespace workbench {
namespace {

/// One display frame at 60 Hz: the pace of batches to the window.
constexpr Milliseconds kFrame {16};
constexpr qsizetype kMostPairs = 8192;

bool isDecided(const ConnectionRecord& record)
{
    return record.result != ConnectionResult::InProgress;
}

/// Both ends of one TCP connection share client port and server port. `role` sets the ends apart.
quint64 portKey(const ConnectionRecord& record, Role role)
{
    const bool client = record.role == Role::Client;
    const quint64 clientPort = client ? record.localPort : record.peerPort;
    const quint64 serverPort = client ? record.peerPort : record.localPort;
    constexpr int kPortBits = 16;
    return (static_cast<quint64>(role) << (2 * kPortBits)) | (clientPort << kPortBits) | serverPort;
}

Role otherRole(Role role)
{
    return role == Role::Client ? Role::Server : Role::Client;
}

} // namespace

NetworkEngine::NetworkEngine(QObject* parent)
    : QObject(parent)
    , m_batchTimer(this)
{
    m_batchTimer.setSingleShot(true);
    m_batchTimer.setInterval(kFrame);
    connect(&m_batchTimer, &QTimer::timeout, this, &NetworkEngine::flush);
}

NetworkEngine::~NetworkEngine() = default; // what is left are children

void NetworkEngine::startServer(const ServerOptions& options)
{
    stopServer(options.name);
    auto server = std::make_unique<MultihomedServer>(options);
    connect(server.get(), &MultihomedServer::connectionChanged, this, &NetworkEngine::note);
    connect(server.get(), &MultihomedServer::connectionFinished, this, &NetworkEngine::note);
    connect(server.get(),
            &MultihomedServer::troubled,
            this,
            [this, name = options.name](const Error& e) { Q_EMIT serverTroubled(name, e); });
    connect(server.get(), &MultihomedServer::recovered, this, [this, name = options.name] {
        Q_EMIT serverRecovered(name);
    });
    connect(server.get(),
            &MultihomedServer::refused,
            this,
            [this, name = options.name](const Error& e) { Q_EMIT serverRefused(name, e); });
    if (const Result<void> started = server->start(); !started) {
        Q_EMIT serverFailed(options.name, started.error());
        return;
    }
    Q_EMIT serverListening(options.name, server->addresses(), server->port());
    m_servers[options.name] = std::move(server);
}

void NetworkEngine::stopServer(const QString& name)
{
    const auto position = m_servers.find(name);
    if (position == m_servers.end()) {
        return;
    }
    MultihomedServer* server = position->second.release();
    m_servers.erase(position);
    server->setParent(this);
    // The port is free at once; open connections say goodbye before the object goes.
    connect(server, &MultihomedServer::stopped, server, &QObject::deleteLater);
    server->stop();
    Q_EMIT serverStopped(name);
}

void NetworkEngine::setServerAccess(const QString& name, const AccessSettings& access)
{
    const auto position = m_servers.find(name);
    if (position != m_servers.end()) {
        position->second->setAccess(access);
    }
}

void NetworkEngine::connectClient(const ClientOptions& options)
{
    if (versionRuns(options).size() > 1) {
        repeatClient(options, 1, Milliseconds(0));
        return;
    }
    endClient(options.name);
    auto* client = new ClientConnection(options, this);
    m_clients.insert(options.name, client);
    watch(client);
    connect(client, &ClientConnection::finished, this, [this, client, name = options.name] {
        if (m_clients.value(name) == client) {
            m_clients.remove(name);
            m_sessions.keep(*client);
        }
        client->deleteLater();
    });
    client->start();
    note(client->snapshot());
}

void NetworkEngine::resumeClient(ClientOptions options)
{
    if (const ClientConnection* open = m_clients.value(options.name)) {
        m_sessions.keep(*open);
    }
    if (const Result<void> taken = m_sessions.takeUp(options); !taken) {
        Q_EMIT clientNotStarted(options.name, taken.error());
        return;
    }
    connectClient(options);
}

void NetworkEngine::watch(ClientConnection* client)
{
    const auto take = [this, client] { note(client->snapshot()); };
    connect(client, &ClientConnection::changed, this, take);
    connect(client, &ClientConnection::established, this, take);
    connect(client, &ClientConnection::finished, this, take);
    connect(client,
            &ClientConnection::fileFailed,
            this,
            [this, name = client->options().name](const Error& error) {
                Q_EMIT clientRefused(name, error);
            });
}

void NetworkEngine::repeatClient(const ClientOptions& options, int count, Milliseconds interval)
{
    endClient(options.name);
    auto* repetition = new ClientRepetition(options, count, interval, this);
    m_repetitions.insert(options.name, repetition);
    watch(repetition, options.name);
    Q_EMIT repetitionProgressed(options.name, 0, repetition->total());
    repetition->start();
}

void NetworkEngine::watch(ClientRepetition* repetition, const QString& name)
{
    connect(repetition,
            &ClientRepetition::begun,
            this,
            [this, repetition, name](ClientConnection& connection) {
                if (m_repetitions.value(name) == repetition) {
                    m_clients.insert(name, &connection);
                }
                watch(&connection);
                connect(&connection,
                        &ClientConnection::established,
                        &connection,
                        &ClientConnection::close);
            });
    connect(repetition,
            &ClientRepetition::ended,
            this,
            [this, repetition, name](ClientConnection& connection) {
                if (m_clients.value(name) == &connection) {
                    m_clients.remove(name);
                    m_sessions.keep(connection);
                }
                if (m_repetitions.value(name) == repetition) {
                    m_progress.insert(name, {repetition->done(), repetition->total()});
                    startBatch();
                }
            });
    connect(repetition, &ClientRepetition::finished, this, [this, repetition, name] {
        if (m_repetitions.value(name) == repetition) {
            m_repetitions.remove(name);
            tellEnd(*repetition, name);
        }
        repetition->deleteLater();
    });
}

/// Nothing more is said of it afterwards.
void NetworkEngine::tellEnd(const ClientRepetition& repetition, const QString& name)
{
    m_progress.remove(name);
    Q_EMIT repetitionEnded(name, repetition.results(), repetition.total(), repetition.fault());
}

/// What this client has going on gives way to something new.
void NetworkEngine::endClient(const QString& name)
{
    ClientConnection* previous = m_clients.take(name);
    if (previous != nullptr) {
        m_sessions.keep(*previous);
    }
    if (ClientRepetition* repetition = m_repetitions.take(name)) {
        repetition->stop();
        tellEnd(*repetition, name);
    } else if (previous != nullptr) {
        previous->close();
    }
}

void NetworkEngine::forgetClient(const QString& name)
{
    endClient(name);
    m_sessions.forget(name);
}

void NetworkEngine::renameClient(const QString& name, const QString& newName)
{
    endClient(name);
    m_sessions.rename(name, newName);
    flush();
    Q_EMIT renamed(Role::Client, name);
}

void NetworkEngine::renameServer(const QString& name)
{
    stopServer(name);
    flush();
    Q_EMIT renamed(Role::Server, name);
}

void NetworkEngine::cancelClient(const QString& name)
{
    ClientConnection* client = m_clients.value(name);
    if (ClientRepetition* repetition = m_repetitions.value(name)) {
        repetition->stop();
    }
    if (client != nullptr) {
        client->cancel();
    }
}

void NetworkEngine::disconnectClient(const QString& name)
{
    if (ClientRepetition* repetition = m_repetitions.value(name)) {
        repetition->stop();
    } else if (ClientConnection* client = m_clients.value(name)) {
        client->close();
    }
}

void NetworkEngine::closeSendingOfClient(const QString& name)
{
    if (ClientConnection* client = m_clients.value(name)) {
        client->closeSending();
    }
}

void NetworkEngine::breakOffClient(const QString& name)
{
    if (ClientConnection* client = m_clients.value(name)) {
        client->breakOff();
    }
}

void NetworkEngine::sendFromClient(const QString& name, const QByteArray& bytes)
{
    if (ClientConnection* client = m_clients.value(name)) {
        client->send(bytes);
    }
}

void NetworkEngine::sendFileFromClient(const QString& name, const QString& path)
{
    ClientConnection* client = m_clients.value(name);
    const Result<void> begun = client == nullptr
        ? fail({.code = ErrorCode::NotSupported,
                .message = tr("There is no open connection that a file could be sent over."),
                .remedy = tr("Connect first."),
                .where = QStringLiteral("send-file")})
        : client->sendFile(path);
    if (!begun) {
        Q_EMIT clientRefused(name, begun.error());
    }
}

void NetworkEngine::stopFileOfClient(const QString& name)
{
    if (ClientConnection* client = m_clients.value(name)) {
        client->stopFile();
    }
}

void NetworkEngine::probeLegacy(int number,
                                const ClientOptions& options,
                                wire::LegacyVersion version)
{
    auto* probe = new LegacyProbe(options, version, this);
    connect(probe,
            &LegacyProbe::finished,
            this,
            [this, number, probe](const LegacyProbeResult& result) {
                probe->deleteLater();
                Q_EMIT legacyProbed(number, result);
            });
    probe->start();
}

void NetworkEngine::startTls(const QString& name)
{
    ClientConnection* client = m_clients.value(name);
    const Result<void> started = client == nullptr
        ? fail({.code = ErrorCode::NotSupported,
                .message = tr("There is no connection on which TLS could begin."),
                .remedy = tr("Connect first."),
                .where = QStringLiteral("starttls")})
        : client->startTls();
    if (!started) {
        Q_EMIT clientRefused(name, started.error());
    }
}

void NetworkEngine::sendFromServer(const QString& server, quint64 id, const QByteArray& bytes)
{
    const auto found = m_servers.find(server);
    if (found != m_servers.end()) {
        found->second->sendTo(id, bytes);
    }
}

void NetworkEngine::endServerConnection(const QString& server, quint64 id)
{
    const auto found = m_servers.find(server);
    if (found != m_servers.end()) {
        found->second->closeConnection(id);
    }
}

void NetworkEngine::rekeyServerConnection(const QString& server, quint64 id, Rekeying way)
{
    const auto found = m_servers.find(server);
    const Result<void> done = found == m_servers.end() ? fail(noConnectionToRekey(Role::Server))
                                                       : found->second->rekey(id, way);
    if (!done) {
        Q_EMIT serverRefused(server, done.error());
    }
}

void NetworkEngine::rekeyClient(const QString& name, Rekeying way)
{
    ClientConnection* client = m_clients.value(name);
    const Result<void> done = client == nullptr
        ? fail({.code = ErrorCode::NotSupported,
                .message = tr("There is no open TLS connection that could get new keys."),
                .remedy = tr("Connect first."),
                .where = QStringLiteral("rekey")})
        : client->rekey(way);
    if (!done) {
        Q_EMIT clientRefused(name, done.error());
    }
}

void NetworkEngine::shutDown()
{
    const QHash<QString, ClientRepetition*> repetitions = std::exchange(m_repetitions, {});
    for (auto one = repetitions.begin(); one != repetitions.end(); ++one) {
        m_clients.remove(one.key()); // they go with their owner
        delete one.value();
    }
    qDeleteAll(m_clients);
    m_clients.clear();
    m_servers.clear();
    flush();
}

void NetworkEngine::note(const ConnectionRecordPtr& record)
{
    m_dirty.insert(record->id, record);
    if (isDecided(*record) && record->localPort != 0) {
        if (m_byPorts.size() > kMostPairs) {
            m_byPorts.clear();
        }
        m_byPorts.insert(portKey(*record, record->role), record);
    }
    startBatch();
}

void NetworkEngine::startBatch()
{
    if (!m_batchTimer.isActive()) {
        m_batchTimer.start();
    }
}

/// The decided record of the other end, as long as anybody keeps it; null: there is none.
ConnectionRecordPtr NetworkEngine::otherEnd(const ConnectionRecord& record) const
{
    const ConnectionRecordPtr other
        = m_byPorts.value(portKey(record, otherRole(record.role))).lock();
    return other && betweenEndsUs(record, *other) ? other : nullptr;
}

void NetworkEngine::flush()
{
    QHash<quint64, ConnectionRecordPtr> records;
    records.swap(m_dirty);
    // A connection that failed is told apart better with the other end's record: look again at that
    // one.
    const QList<ConnectionRecordPtr> changed = records.values();
    for (const ConnectionRecordPtr& record : changed) {
        const ConnectionRecordPtr other = otherEnd(*record);
        if (isDecided(*record) && record->result != ConnectionResult::Established && other) {
            records.insert(other->id, records.value(other->id, other));
        }
    }
    QList<ObservedConnection> batch;
    batch.reserve(records.size());
    for (const ConnectionRecordPtr& record : std::as_const(records)) {
        ObservedConnection observed {.record = record, .findings = {}};
        if (isDecided(*record)) {
            observed.findings = diagnose(*record, otherEnd(*record).get());
        }
        batch.append(observed);
    }
    std::sort(
        batch.begin(), batch.end(), [](const ObservedConnection& a, const ObservedConnection& b) {
            return a.record->id < b.record->id;
        });
    if (!batch.isEmpty()) {
        Q_EMIT connectionsChanged(batch);
    }
    const QHash<QString, Progress> progress = std::exchange(m_progress, {});
    for (auto one = progress.begin(); one != progress.end(); ++one) {
        Q_EMIT repetitionProgressed(one.key(), one->done, one->total);
    }
}

} // namespace workbench
