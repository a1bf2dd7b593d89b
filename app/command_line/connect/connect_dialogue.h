#pragma once

#include "app/command_line/connect/connect_request.h"

#include <QObject>
#include <QTimer>

namespace workbench {

class ClientConnection;

/// The talk after the handshake: sends, waits for what is expected, then closes in order.
class ConnectDialogue : public QObject
{
    Q_OBJECT

public:
    /// Both outlive the dialogue.
    ConnectDialogue(ClientConnection& connection, const ConnectRequest& request);

    bool expectationMet() const
    {
        return m_request.expect.isEmpty() || m_received.contains(m_request.expect);
    }

    const QByteArray& received() const { return m_received; }

private:
    void begin();
    void finish();
    void take(const QByteArray& bytes);

    ClientConnection& m_connection;
    const ConnectRequest& m_request;
    QByteArray m_received;
    QTimer m_quiet;
};

} // namespace workbench
