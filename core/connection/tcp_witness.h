#pragma once

#include <QtGlobal>

namespace workbench {

/// Looks at a TCP connection after its socket is gone: Qt closes the descriptor as soon as the peer
/// ends the stream, and what the system learns afterwards would be lost with it. While a witness is
/// attached, closing the socket does not end the connection on the wire; releasing the witness
/// does.
class TcpWitness
{
public:
    TcpWitness() = default;
    ~TcpWitness();
    Q_DISABLE_COPY_MOVE(TcpWitness)

    void attach(qintptr descriptor); ///< a connected socket, which stays its owner's
    void release();

    /// The errno that the connection stands under: EPIPE or ECONNRESET once a reset has come, 0
    /// before. The system tells it once.
    int takeError() const;

private:
    int m_descriptor = -1;
};

} // namespace workbench
