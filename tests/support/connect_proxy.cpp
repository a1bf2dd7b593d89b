#include "tests/support/connect_proxy.h"

#include <QTcpSocket>

namespace workbench::tests {

void passOn(QTcpSocket* from, QTcpSocket* to)
{
    QObject::connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
    QObject::connect(from, &QTcpSocket::disconnected, to, [to] { to->disconnectFromHost(); });
}

ConnectProxy::ConnectProxy(QObject* parent)
    : QTcpServer(parent)
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* client = nextPendingConnection()) {
            m_head.clear();
            connect(client, &QTcpSocket::readyRead, this, [this, client] { readHead(client); });
        }
    });
}

void ConnectProxy::readHead(QTcpSocket* client)
{
    m_head += client->readAll();
    if (m_head.endsWith("\r\n\r\n")) {
        client->disconnect(this);
        tunnel(client);
    }
}

void ConnectProxy::tunnel(QTcpSocket* client)
{
    const QByteArray target = m_head.split(' ').value(1);
    const qsizetype colon = target.lastIndexOf(':');
    auto* server = new QTcpSocket(client);
    connect(server, &QTcpSocket::connected, client, [client, server] {
        client->write("HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n");
        passOn(client, server);
        passOn(server, client);
    });
    server->connectToHost(targetOf(target.left(colon)), target.mid(colon + 1).toUShort());
}

QHostAddress targetOf(const QByteArray& name)
{
    const QHostAddress literal(QString::fromLatin1(name));
    return literal.isNull() ? QHostAddress(QHostAddress::LocalHost) : literal;
}

} // namespace workbench::tests
