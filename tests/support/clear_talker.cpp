#include "tests/support/clear_talker.h"

#include "tests/support/connect_proxy.h"

#include <QTcpSocket>

#include <utility>

namespace workbench::tests {

ClearTalker::ClearTalker(QList<Turn> turns, quint16 tlsPort, QObject* parent)
    : QTcpServer(parent)
    , m_turns(std::move(turns))
    , m_tlsPort(tlsPort)
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] { begin(nextPendingConnection()); });
}

void ClearTalker::begin(QTcpSocket* client)
{
    m_client = client;
    m_turn = m_heardBefore = 0;
    m_heard.clear();
    connect(client, &QTcpSocket::readyRead, this, &ClearTalker::hear);
    takeTurn();
}

void ClearTalker::takeTurn()
{
    if (m_turn == m_turns.size()) {
        handOn();
        return;
    }
    m_client->write(m_turns.at(m_turn).says);
    if (m_turns.at(m_turn).isLast) {
        handOn();
    }
}

void ClearTalker::hear()
{
    const Turn& turn = m_turns.at(m_turn);
    const qsizetype wanted = m_heardBefore + turn.hears - m_heard.size();
    m_heard += turn.hears > 0 ? m_client->read(wanted) : m_client->readAll();
    if (m_heard.size() - m_heardBefore >= turn.hears) {
        m_heardBefore = m_heard.size();
        ++m_turn;
        takeTurn();
    }
}

void ClearTalker::handOn()
{
    m_client->disconnect(this);
    if (m_tlsPort == 0) {
        return;
    }
    auto* server = new QTcpSocket(m_client);
    QTcpSocket* client = m_client;
    connect(server, &QTcpSocket::connected, client, [client, server] {
        server->write(client->readAll());
        passOn(client, server);
        passOn(server, client);
    });
    server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_tlsPort);
}

} // namespace workbench::tests
