#include "core/connection/datagram_server.h"

#include "core/base/bytes.h"
#include "core/connection/datagram_reply.h"
#include "core/wire/datagram_hello.h"

#include <QNetworkDatagram>

#include <openssl/rand.h>

#include <algorithm>

namespace workbench {
namespace {

constexpr Milliseconds kTick {50};
constexpr int kMostUnproven = 256; // of those that anybody can make up, for the same reason
constexpr int kMostInATurn = 64; // others wait for the same event loop
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

bool DatagramServer::listen(const std::shared_ptr<const ServerSetup>& setup,
                            const QHostAddress& address,
                            quint16 port)
{
    m_setup = setup;
    m_guard = AccessGuard(setup->options.access);
    // Re-use would let two servers share the port, and the datagrams go to either.
    return m_socket.bind(address, port, QAbstractSocket::DontShareAddress);
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
    int taken = 0;
    for (; taken < kMostInATurn && m_socket.hasPendingDatagrams(); ++taken) {
        take(m_socket.receiveDatagram());
    }
    // What is left makes the system wake the socket again: a queued call beside that could leave it
    // nothing. And where readyRead() leads to no reading, Qt never says it again.
    if (taken == 0) {
        static_cast<void>(m_socket.receiveDatagram(1));
    }
}

void DatagramServer::take(const QNetworkDatagram& datagram)
{
    if (!datagram.isValid() || datagram.data().isEmpty()) {
        return;
    }
    const DatagramPeer client(datagram.senderAddress(),
                              static_cast<quint16>(datagram.senderPort()));
    DtlsServerConnection* connection = m_connections.value(client);
    if (connection == nullptr) {
        connection = accept(client, datagram);
    } else if (m_unproven.contains(client) && !connection->isRefused()) {
        // Others may have come in since its hello, and the cookie may be in this datagram.
        if (const auto denial = m_guard.refuses(client.first, admitted())) {
            connection->refuse(*denial, m_guard.settings());
        }
    }
    if (connection != nullptr) {
        connection->receive(datagram.data());
        if (connection->isProven()) {
            m_unproven.remove(client);
        }
    }
}

/// Null for what begins no connection: stragglers of one that is over, rubbish, and one too many.
/// In clear every datagram can begin one, but for those of a client that is refused.
DtlsServerConnection* DatagramServer::accept(const DatagramPeer& client,
                                             const QNetworkDatagram& hello)
{
    const QByteArray bytes = hello.data();
    const std::optional<wire::Bytes> found = wire::datagramHelloRandom(asSpan(bytes));
    const bool plain = m_setup->options.plain;
    const QByteArray random = found && !plain ? toByteArray(*found) : QByteArray();
    const bool isHello = found && !m_ended.contains(client, random);
    if (!plain && (!isHello || m_unproven.size() >= kMostUnproven)) {
        return nullptr;
    }
    const std::optional<Denial> denial = m_guard.refuses(client.first, admitted());
    if (plain && denial) {
        if (m_ended.contains(client, {})) {
            return nullptr; // there is a record of it
        }
        m_ended.add(client, {});
    }
    const QHostAddress local = hello.destinationAddress();
    const DtlsServerConnection::End here {
        .address = local.isNull() ? m_socket.localAddress() : local, .port = m_socket.localPort()};
    auto* connection = new DtlsServerConnection(
        m_setup, here, {.address = client.first, .port = client.second}, nullptr);
    m_connections.insert(client, connection);
    if (!plain) {
        m_unproven.insert(client);
    }
    connect(connection, &DtlsServerConnection::changed, this, [this, connection] {
        Q_EMIT connectionChanged(connection->snapshot());
    });
    connect(connection, &DtlsServerConnection::finished, this, [this, connection, client, random] {
        if (!random.isEmpty()) {
            m_ended.add(client, random);
        }
        forget(client, connection);
    });
    QNetworkDatagram first = hello;
    first.setData({}); // only its ends are of use
    const auto send = [this, first](const QByteArray& answer) { replyTo(m_socket, first, answer); };
    connection->begin(m_cookieSecret, send, m_guard.settings(), denial);
    if (!m_ticker.isActive()) {
        m_ticker.start();
    }
    Q_EMIT connectionChanged(connection->snapshot());
    return connection;
}

void DatagramServer::forget(const DatagramPeer& client, DtlsServerConnection* connection)
{
    m_connections.remove(client);
    m_unproven.remove(client);
    Q_EMIT connectionFinished(connection->snapshot());
    connection->deleteLater();
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

/// Those that were let in, and are there: made-up clients must not take up the places of others.
int DatagramServer::admitted() const
{
    return static_cast<int>(
        std::count_if(m_connections.begin(), m_connections.end(), [](const auto* connection) {
            return connection->isProven() && !connection->isRefused();
        }));
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
