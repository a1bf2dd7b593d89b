#pragma once

#include <QByteArray>
#include <QList>
#include <QTcpServer>

class QTcpSocket;

namespace workbench::tests {

/// A server on loopback that talks in clear before TLS, turn by turn, and then hands the connection
/// on to a TLS server, or goes silent without one.
class ClearTalker : public QTcpServer
{
    Q_OBJECT

public:
    struct Turn
    {
        QByteArray says;
        qsizetype hears = 0; ///< so many bytes of the client before the next turn; 0: any
        bool isLast = false; ///< nothing is heard: TLS comes next
    };

    explicit ClearTalker(QList<Turn> turns, quint16 tlsPort = 0, QObject* parent = nullptr);

    const QByteArray& heard() const { return m_heard; }

private:
    void begin(QTcpSocket* client);
    void hear();
    void takeTurn();
    void handOn();

    QList<Turn> m_turns;
    quint16 m_tlsPort;
    QTcpSocket* m_client = nullptr;
    qsizetype m_turn = 0;
    qsizetype m_heardBefore = 0; ///< bytes that belong to earlier turns
    QByteArray m_heard;
};

} // namespace workbench::tests
