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
    /// So long is the peer's part of another handshake waited for.
    static constexpr Milliseconds kRenegotiationLimit {5000};

    /// Both outlive the dialogue.
    ConnectDialogue(ClientConnection& connection, const ConnectRequest& request);

    bool expectationMet() const { return m_found || m_request.expect.isEmpty(); }

    qint64 received() const { return m_received; } ///< bytes

    /// Why the file was not sent, or not to its end; nothing: it was, or need not.
    const std::optional<Error>& fileFault() const { return m_fileFault; }

    /// Why new keys were not asked for though they should; nothing: they were, or need not.
    const std::optional<Error>& rekeyingFault() const { return m_rekeyingFault; }

    /// Another handshake was asked for, and the peer has not answered.
    bool awaitsRenegotiation() const { return m_renegotiating; }

    /// … within kRenegotiationLimit.
    bool renegotiationTimedOut() const { return m_renegotiationTimedOut; }

private:
    void begin();
    void rekey(Rekeying way);
    void awaitRenegotiation();
    void talk();
    void sendFile();
    void onFileFailed(const Error& error);
    void onProgress();
    void awaitAnswer();
    void finish();
    void take(const QByteArray& bytes);
    void search(const QByteArray& bytes);

    ClientConnection& m_connection;
    const ConnectRequest& m_request;
    qint64 m_received = 0;
    QByteArray m_tail; ///< what may be the beginning of the expected text
    bool m_found = false; ///< the expected text
    bool m_renegotiating = false; ///< the peer has not answered yet
    qsizetype m_answersBefore = 0; ///< to earlier ones, and the first handshake
    bool m_renegotiationTimedOut = false;
    bool m_sendingFile = false; ///< it is not over yet
    qint64 m_fileSent = 0; ///< bytes of it, as far as was seen
    std::optional<Error> m_rekeyingFault;
    std::optional<Error> m_fileFault;
    QTimer m_quiet;
};

} // namespace workbench
