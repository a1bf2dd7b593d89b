#pragma once

#include <QByteArray>
#include <QTcpServer>

class QTcpSocket;

namespace workbench::tests {

/// A SOCKS5 proxy on loopback that takes one login, or lets everybody through, and connects to
/// names only: what the bytes of one connection look like from its side.
class SocksProxy : public QTcpServer
{
    Q_OBJECT

public:
    /// `login`: user, byte of the password's length, password, as RFC 1929 §2 writes them behind
    /// the length of the user; empty: everybody.
    explicit SocksProxy(QByteArray login = {}, QObject* parent = nullptr);

    const QByteArray& name() const { return m_name; } ///< that the last client asked for

private:
    void talk(QTcpSocket* client);
    void tunnel(QTcpSocket* client, quint16 port);

    QByteArray m_login;
    QByteArray m_heard;
    QByteArray m_name;
    int m_step = 0;
};

} // namespace workbench::tests
