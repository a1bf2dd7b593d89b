#pragma once

#include <QByteArray>
#include <QTcpServer>

#include <functional>

class QTcpSocket;

namespace workbench::tests {

/// A TCP server on loopback that behaves as a test says: what a peer does that speaks no TLS, or
/// stops halfway.
class RawPeer : public QTcpServer
{
    Q_OBJECT

public:
    enum class Behaviour
    {
        CloseAtOnce, ///< FIN right after accept, and nobody reads what comes
        ResetAtOnce, ///< RST right after accept
        Silence, ///< reads, never answers
        CloseAfterFirstBytes, ///< FIN after the first bytes came
        ResetAfterFirstBytes, ///< RST after the first bytes came
        Speak, ///< sends `text` at once
        AnswerFirstBytes, ///< sends `text` when the first bytes came
        AnswerAndClose, ///< the same, then FIN
    };

    explicit RawPeer(Behaviour behaviour, QByteArray text = {}, QObject* parent = nullptr);

private:
    void behave(QTcpSocket* socket);

    Behaviour m_behaviour;
    QByteArray m_text;
};

/// Ends the TCP connection with RST in place of FIN.
void resetConnection(QTcpSocket& socket);

} // namespace workbench::tests
