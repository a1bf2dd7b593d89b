#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QTcpServer>

class QTcpSocket;

namespace workbench::tests {

/// An HTTP proxy on loopback that knows CONNECT only and lets everybody through: what the bytes of
/// one connection look like from its side.
class ConnectProxy : public QTcpServer
{
    Q_OBJECT

public:
    explicit ConnectProxy(QObject* parent = nullptr);

    const QByteArray& head() const { return m_head; } ///< of the last request

private:
    void readHead(QTcpSocket* client);
    void tunnel(QTcpSocket* client);

    QByteArray m_head;
};

/// Where a proxy of the tests goes for a name: every target is on this computer, and a bare system
/// may have no file that says where "localhost" is.
QHostAddress targetOf(const QByteArray& name);

/// What one end says reaches the other; neither outlives `to`.
void passOn(QTcpSocket* from, QTcpSocket* to);

} // namespace workbench::tests
