#include "tests/support/socks_proxy.h"

#include "tests/support/connect_proxy.h"

#include <QTcpSocket>

namespace workbench::tests {

SocksProxy::SocksProxy(QByteArray login, QObject* parent)
    : QTcpServer(parent)
    , m_login(std::move(login))
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* client = nextPendingConnection()) {
            m_heard.clear();
            m_step = 0;
            connect(client, &QTcpSocket::readyRead, this, [this, client] { talk(client); });
        }
    });
}

/// One message of the client at a time: it waits for each answer.
void SocksProxy::talk(QTcpSocket* client)
{
    m_heard = client->readAll();
    if (m_step == 0) {
        m_step = m_login.isEmpty() ? 2 : 1;
        client->write(QByteArray::fromHex(m_login.isEmpty() ? "0500" : "0502"));
        return;
    }
    if (m_step == 1) {
        m_step = 2;
        client->write(QByteArray::fromHex(m_heard.mid(2) == m_login ? "0100" : "0101"));
        return;
    }
    constexpr qsizetype kNamePlace = 5;
    const auto length = static_cast<unsigned char>(m_heard.at(kNamePlace - 1));
    m_name = m_heard.mid(kNamePlace, length);
    const QByteArray port = m_heard.mid(kNamePlace + length).toHex();
    client->disconnect(this);
    tunnel(client, port.toUShort(nullptr, 16));
}

void SocksProxy::tunnel(QTcpSocket* client, quint16 port)
{
    auto* server = new QTcpSocket(client);
    connect(server, &QTcpSocket::connected, client, [client, server] {
        client->write(QByteArray::fromHex("050000010000000000") + '\0');
        passOn(client, server);
        passOn(server, client);
    });
    server->connectToHost(targetOf(m_name), port);
}

} // namespace workbench::tests
