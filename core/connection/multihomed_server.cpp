#include "core/connection/multihomed_server.h"

#include "core/connection/server_worker.h"
#include "core/connection/tls_server.h"

#include <algorithm>
#include <utility>

namespace workbench {

MultihomedServer::MultihomedServer(ServerOptions options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
{ }

MultihomedServer::~MultihomedServer() = default;

Result<void> MultihomedServer::start()
{
    // A port that is free at one address may be taken at the next.
    constexpr int kMostTries = 10;
    Result<void> started = startAll(m_options.listen.port);
    const bool anyPort = m_options.listen.port == 0 && !m_options.moreAddresses.isEmpty();
    for (int i = 1;
         i < kMostTries && anyPort && !started && started.error().code == ErrorCode::AddressInUse;
         ++i) {
        started = startAll(0);
    }
    if (started) {
        startWorkers();
    }
    return started;
}

Result<void> MultihomedServer::startAll(quint16 port)
{
    m_servers.clear();
    for (const QHostAddress& address :
         QList<QHostAddress> {m_options.address} + m_options.moreAddresses) {
        ServerOptions options = m_options;
        options.address = address;
        options.listen.port = m_servers.empty() ? port : this->port();
        auto server = std::make_unique<TlsServer>(std::move(options));
        if (!m_servers.empty()) {
            server->share(m_servers.front()->shared());
        }
        watch(*server);
        if (Result<void> started = server->start(); !started) {
            m_servers.clear();
            return started;
        }
        m_servers.push_back(std::move(server));
    }
    return {};
}

void MultihomedServer::watch(TlsServer& server)
{
    connect(&server, &TlsServer::connectionChanged, this, &MultihomedServer::connectionChanged);
    connect(&server, &TlsServer::connectionFinished, this, &MultihomedServer::connectionFinished);
    connect(&server, &TlsServer::troubled, this, [this](const Error& error) {
        if (m_troubled++ == 0) {
            Q_EMIT troubled(error);
        }
    });
    connect(&server, &TlsServer::recovered, this, [this] {
        if (--m_troubled == 0) {
            Q_EMIT recovered();
        }
    });
    connect(&server, &TlsServer::stopped, this, &MultihomedServer::noteStopped);
}

/// Libraries of tokens were not made for several threads: who has a key there has one.
void MultihomedServer::startWorkers()
{
    m_workers.clear();
    const auto& certificates = m_options.certificates;
    const bool onToken = std::any_of(certificates.begin(),
                                     certificates.end(),
                                     [](const KeyMaterial& one) { return one.keyOnToken; });
    if (m_options.transport == Transport::Udp || onToken || m_options.listen.threads == 1) {
        return;
    }
    for (int i = 0; i < m_options.listen.threads; ++i) {
        m_workers.push_back(std::make_unique<ServerWorker>(*m_servers.front()));
        watch(*m_workers.back());
        m_workers.back()->start();
    }
    for (const auto& server : m_servers) {
        server->setHandOver([this](qintptr descriptor) { handOver(descriptor); });
    }
}

void MultihomedServer::watch(ServerWorker& worker)
{
    connect(&worker,
            &ServerWorker::connectionChanged,
            this,
            [this, carrier = &worker](const ConnectionRecordPtr& record) {
                m_carriers.insert(record->id, carrier);
                Q_EMIT connectionChanged(record);
            });
    connect(&worker,
            &ServerWorker::connectionFinished,
            this,
            [this](const ConnectionRecordPtr& record) {
                m_carriers.remove(record->id);
                Q_EMIT connectionFinished(record);
            });
    connect(&worker, &ServerWorker::refused, this, &MultihomedServer::refused);
    connect(&worker, &ServerWorker::stopped, this, &MultihomedServer::noteStopped);
}

/// In turn: what one connection costs is not known before.
void MultihomedServer::handOver(qintptr descriptor)
{
    m_workers.at(m_turn)->carry(descriptor);
    m_turn = (m_turn + 1) % m_workers.size();
}

void MultihomedServer::noteStopped()
{
    if (++m_stopped == m_servers.size() + m_workers.size()) {
        Q_EMIT stopped();
    }
}

void MultihomedServer::stop()
{
    m_stopped = 0;
    for (const auto& server : m_servers) {
        server->stop();
    }
    for (const auto& worker : m_workers) { // behind what was handed over to it
        worker->stop();
    }
}

void MultihomedServer::setAccess(const AccessSettings& access)
{
    m_options.access = access;
    for (const auto& server : m_servers) {
        server->setAccess(access);
    }
}

QList<QHostAddress> MultihomedServer::addresses() const
{
    QList<QHostAddress> addresses;
    for (const auto& server : m_servers) {
        addresses.append(server->serverAddress());
    }
    return addresses;
}

quint16 MultihomedServer::port() const
{
    return m_servers.empty() ? quint16(0) : m_servers.front()->serverPort();
}

void MultihomedServer::sendTo(quint64 connectionId, const QByteArray& bytes)
{
    for (const auto& server : m_servers) {
        server->sendTo(connectionId, bytes);
    }
    if (ServerWorker* worker = m_carriers.value(connectionId)) {
        worker->sendTo(connectionId, bytes);
    }
}

void MultihomedServer::closeConnection(quint64 connectionId)
{
    for (const auto& server : m_servers) {
        server->closeConnection(connectionId);
    }
    if (ServerWorker* worker = m_carriers.value(connectionId)) {
        worker->closeConnection(connectionId);
    }
}

Result<void> MultihomedServer::rekey(quint64 connectionId, Rekeying way)
{
    if (ServerWorker* worker = m_carriers.value(connectionId)) {
        worker->rekey(connectionId, way);
        return {};
    }
    Result<void> done = fail(noConnectionToRekey(Role::Server));
    for (const auto& server : m_servers) {
        if (server->hasConnection(connectionId)) {
            done = server->rekey(connectionId, way);
        }
    }
    return done;
}

} // namespace workbench
