#pragma once

#include "core/connection/answering.h"
#include "core/connection/attempt.h"
#include "core/connection/clear/clear_phases.h"
#include "core/connection/data_limits.h"
#include "core/connection/lingering_close.h"
#include "core/connection/rekeying.h"
#include "core/connection/server_setup.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace workbench {

/// One accepted connection, from the descriptor to its end.
class ServerConnection : public QObject
{
    Q_OBJECT

public:
    ServerConnection(std::shared_ptr<const ServerSetup> setup, QObject* parent);
    ~ServerConnection() override;

    /// Takes the descriptor over; then either of the next two.
    void accept(qintptr descriptor);
    void begin(); ///< waits for the first bytes
    void refuse(Denial why, const AccessSettings& how);
    void send(const QByteArray& bytes);
    /// New keys while open. Errors of beginRekeying() and noConnectionToRekey().
    Result<void> rekey(Rekeying way);
    /// Orderly while open, at once while shaking hands; done within half a second either way, also
    /// where it closes already. finished() follows, after the last bytes of a client that is told
    /// why were thrown away.
    void close();
    /// Called by the server at its pace: time limits and progress of a handshake under way.
    void tick();

    /// How long the hello of a client is waited for that is only to be refused, where `chosen` is
    /// the limit of the handshake, 0: none. It must not hold a descriptor for longer.
    static Milliseconds limitOfRefused(Milliseconds chosen);

    quint64 id() const { return m_attempt.record().id; }

    const QHostAddress& peerAddress() const { return m_attempt.record().peerAddress; }

    bool isRefused() const { return m_attempt.record().denied.has_value(); }

    bool handshaking() const
    {
        return !m_ended && m_attempt.record().result == ConnectionResult::InProgress;
    }

    ConnectionRecordPtr snapshot() const { return m_attempt.snapshot(); }

Q_SIGNALS:
    void changed();
    void finished();

private:
    void watchSocket();
    void onReadyRead();
    void beginClear();
    void readClear();
    void onClear(ClearPhases::State state);
    void startTls();
    void onEncrypted();
    void beginData();
    void beginLimits();
    void onData();
    void lookForEnd();
    void take(const QByteArray& bytes);
    void write(const QByteArray& bytes);
    void onWritten();
    void giveHeld();
    qint64 waiting() const;
    void timeOut(Milliseconds limit, const QString& text);
    void lookForAnswer();

    bool isRenegotiating() const { return m_answerPoll.isActive(); }

    void onDataLimit(Milliseconds limit, bool ofSilence);
    void onError(QAbstractSocket::SocketError error);
    void answerGoodbye();
    void onDisconnected();
    void noteUnsaid();
    void closeWithin(Milliseconds limit);
    Milliseconds limitOfTaking() const;
    bool mayBeWritingStill() const;
    void endInOrder();
    void breakOff();
    void noteAnswer();
    void end(ConnectionResult result, PhaseResult phaseResult);

    std::shared_ptr<const ServerSetup> m_setup;
    Attempt m_attempt; // before the socket: its tap must outlive it
    QSslSocket m_socket;
    QTimer m_answerPoll; ///< while the client has not answered a wish to renegotiate
    qsizetype m_answersBefore = 0; ///< to earlier wishes, and its own handshakes
    int m_answersLeft = 0; ///< looks
    QTimer m_endPoll; ///< while nothing is read
    QTimer m_closing; ///< for as long as the client may take to take what was said
    qint64 m_untaken = 0; ///< bytes that the client had not taken when that was last known
    QByteArray m_held; ///< waits for the end of a renegotiation
    std::unique_ptr<DataLimits> m_limits; ///< once the handshake is done
    std::unique_ptr<ClearPhases> m_clear; ///< until TLS begins in an open connection
    std::unique_ptr<Answering> m_answering; ///< once the handshake is done
    LingeringClose m_linger;
    qint64 m_tlsBegunUs = 0; ///< since the acceptance
    bool m_heard = false; ///< a byte came
    bool m_tlsStarted = false;
    bool m_saidGoodbye = false;
    bool m_goodbyeIsDue = false; ///< answerGoodbye() is on its way
    bool m_ended = false;
};

} // namespace workbench
