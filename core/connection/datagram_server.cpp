#include "core/connection/datagram_server.h"

#include <QNetworkDatagram>

#include <openssl/rand.h>

namespace workbench {
namespace {

constexpr Milliseconds kTick {50};
constexpr int kMostClients = 4096; // bounded: a flood must not take the process down
constexpr qsizetype kSecretBytes = 32;

} // namespace

DatagramServer::DatagramServer(QObject* parent)
    : QObject(parent)
    , m_socket(this)
    , m_cookieSecret(kSecretBytes, '\0')
    , m_ticker(this)
{
    RAND_bytes(reinterpret_cast<unsigned char*>(m_cookieSecret.data()), kSecretBytes);
    m_ticker.setInterval(kTick);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        const QList<DtlsServerConnection*> all = m_connections.values();
        for (DtlsServerConnection* connection : all) {
            connection->tick();
        }
        if (m_connections.isEmpty()) {
            m_ticker.stop();
        }
    });
    connect(&m_socket, &QUdpSocket::readyRead, this, &DatagramServer::onReadable);
}

DatagramServer::~DatagramServer()
{
    qDeleteAll(m_connections);
}

bool DatagramServer::listen(const std::shared_ptr<const ServerSetup>& setup)
{
    m_setup = setup;
    m_deny = setup->options.deny;
    // Re-use would let two servers share the port, and the datagrams go to either.
    return m_socket.bind(
        setup->options.address, setup->options.port, QAbstractSocket::DontShareAddress);
}

void DatagramServer::stop()
{
    const QList<DtlsServerConnection*> all = m_connections.values();
    for (DtlsServerConnection* connection : all) {
        connection->close();
    }
    m_socket.close();
}

void DatagramServer::onReadable()
{
    while (m_socket.hasPendingDatagrams()) {
        const QNetworkDatagram datagram = m_socket.receiveDatagram();
        if (!datagram.isValid() || datagram.data().isEmpty()) {
            continue;
        }
        const ClientKey client(datagram.senderAddress(),
                               static_cast<quint16>(datagram.senderPort()));
        DtlsServerConnection* connection = m_connections.value(client);
        if (connection == nullptr) {
            connection = accept(client, datagram.destinationAddress());
        }
        if (connection != nullptr) {
            connection->receive(datagram.data());
        }
    }
}

DtlsServerConnection* DatagramServer::accept(const ClientKey& client, const QHostAddress& local)
{
    if (m_connections.size() >= kMostClients) {
        return nullptr;
    }
    const DtlsServerConnection::End here {
        .address = local.isNull() ? m_socket.localAddress() : local, .port = m_socket.localPort()};
    auto* connection = new DtlsServerConnection(
        m_setup, here, {.address = client.first, .port = client.second}, nullptr);
    m_connections.insert(client, connection);
    connect(connection, &DtlsServerConnection::changed, this, [this, connection] {
        Q_EMIT connectionChanged(connection->snapshot());
    });
    connect(connection, &DtlsServerConnection::finished, this, [this, connection, client] {
        m_connections.remove(client);
        Q_EMIT connectionFinished(connection->snapshot());
        connection->deleteLater();
    });
    const auto send = [this, client](const QByteArray& bytes) {
        m_socket.writeDatagram(bytes, client.first, client.second);
    };
    connection->begin(m_cookieSecret, send, m_deny);
    m_ticker.start();
    Q_EMIT connectionChanged(connection->snapshot());
    return connection;
}

DtlsServerConnection* DatagramServer::find(quint64 connectionId) const
{
    for (DtlsServerConnection* connection : m_connections) {
        if (connection->id() == connectionId) {
            return connection;
        }
    }
    return nullptr;
}

void DatagramServer::sendTo(quint64 connectionId, const QByteArray& bytes)
{
    if (DtlsServerConnection* connection = find(connectionId)) {
        connection->send(bytes);
    }
}

void DatagramServer::closeConnection(quint64 connectionId)
{
    if (DtlsServerConnection* connection = find(connectionId)) {
        connection->close();
    }
}

} // namespace workbench
