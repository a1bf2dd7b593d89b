#include "tests/support/raw_peer.h"

#include <QTcpSocket>

#include <sys/socket.h>
#include <utility>

namespace workbench::tests {

RawPeer::RawPeer(Behaviour behaviour, QByteArray text, QObject* parent)
    : QTcpServer(parent)
    , m_behaviour(behaviour)
    , m_text(std::move(text))
{
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = nextPendingConnection()) {
            behave(socket);
        }
    });
    listen(QHostAddress(QHostAddress::LocalHost));
}

void RawPeer::behave(QTcpSocket* socket)
{
    switch (m_behaviour) {
    case Behaviour::CloseAtOnce:
        // Closing alone would send a bare reset when the hello is there already.
        shutdown(static_cast<int>(socket->socketDescriptor()), SHUT_WR);
        socket->abort();
        break;
    case Behaviour::ResetAtOnce:
        resetConnection(*socket);
        break;
    case Behaviour::Silence:
        break;
    case Behaviour::CloseAfterFirstBytes:
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->readAll();
            socket->disconnectFromHost();
        });
        break;
    case Behaviour::ResetAfterFirstBytes:
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->readAll();
            resetConnection(*socket);
        });
        break;
    case Behaviour::Speak:
        socket->write(m_text);
        break;
    case Behaviour::AnswerFirstBytes:
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            socket->readAll();
            socket->write(m_text);
        });
        break;
    case Behaviour::AnswerAndClose:
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            socket->readAll();
            socket->write(m_text);
            socket->disconnectFromHost();
        });
        break;
    }
}

void resetConnection(QTcpSocket& socket)
{
    const linger immediately {.l_onoff = 1, .l_linger = 0};
    setsockopt(static_cast<int>(socket.socketDescriptor()),
               SOL_SOCKET,
               SO_LINGER,
               &immediately,
               sizeof immediately);
    socket.abort();
}

} // namespace workbench::tests
