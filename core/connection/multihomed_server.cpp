#include "core/connection/multihomed_server.h"

#include "core/connection/tls_server.h"

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
            server->shareWith(*m_servers.front());
        }
        watch(*server);
        if (const Result<void> started = server->start(); !started) {
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
    connect(&server, &TlsServer::stopped, this, [this] {
        if (++m_stopped == m_servers.size()) {
            Q_EMIT stopped();
        }
    });
}

void MultihomedServer::stop()
{
    m_stopped = 0;
    for (const auto& server : m_servers) {
        server->stop();
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
}

void MultihomedServer::closeConnection(quint64 connectionId)
{
    for (const auto& server : m_servers) {
        server->closeConnection(connectionId);
    }
}

Result<void> MultihomedServer::rekey(quint64 connectionId, Rekeying way)
{
    Result<void> done = fail(noConnectionToRekey(Role::Server));
    for (const auto& server : m_servers) {
        if (server->hasConnection(connectionId)) {
            done = server->rekey(connectionId, way);
        }
    }
    return done;
}

} // namespace workbench
