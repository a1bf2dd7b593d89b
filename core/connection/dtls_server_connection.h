#pragma once

#include "core/connection/answering.h"
#include "core/connection/attempt.h"
#include "core/connection/dtls_session.h"
#include "core/connection/server_connection.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace workbench {

/// A client that reached a server over UDP: the datagrams of one address and port, of DTLS or in
/// clear.
class DtlsServerConnection : public QObject
{
    Q_OBJECT

public:
    /// One end of what the datagrams went between.
    struct End
    {
        QHostAddress address;
        quint16 port = 0;
    };

    DtlsServerConnection(std::shared_ptr<const ServerSetup> setup,
                         const End& local,
                         const End& peer,
                         QObject* parent);
    ~DtlsServerConnection() override;

    /// Makes the session, which receives what comes from then on. `denial`: refuses as `access`
    /// says, with an alert or in silence.
    void begin(const QByteArray& cookieSecret,
               DtlsSession::SendDatagram send,
               const AccessSettings& access,
               std::optional<Denial> denial);
    /// The same later, as long as the client is not proven.
    void refuse(Denial why, const AccessSettings& how);
    void receive(const QByteArray& datagram);
    void send(const QByteArray& bytes);
    void close();
    /// Called by the server at its pace: limits of the handshake and of silence.
    void tick();

    bool isRefused() const { return m_attempt.record().denied.has_value(); }

    /// The client has sent its cookie back: it is where its datagrams say (RFC 6347 §4.2.1).
    /// In clear nobody is asked to.
    bool isProven() const
    {
        return m_attempt.record().plain || (m_session && m_session->isPeerProven());
    }

    /// How long a handshake may take where `chosen` is set, 0: by nobody. Over UDP nothing else
    /// would ever end one.
    static Milliseconds limitOfHandshake(Milliseconds chosen, bool proven);

    quint64 id() const { return m_attempt.record().id; }

    ConnectionRecordPtr snapshot() const { return m_attempt.snapshot(); }

Q_SIGNALS:
    void changed();
    void finished();

private:
    void beginSession(const QByteArray& cookieSecret, DtlsSession::SendDatagram send);
    void onMoved();
    void establish();
    void take(const QByteArray& bytes);
    void write(const QByteArray& bytes);
    void timeOut(Milliseconds limit);
    void checkLimits();
    void onDataLimit(Milliseconds limit, bool ofSilence);
    void noteAnswer();
    void end(ConnectionResult result, PhaseResult phaseResult);
    bool isOpen() const;

    std::shared_ptr<const ServerSetup> m_setup;
    Attempt m_attempt; // before the session: its tap must outlive it
    std::unique_ptr<DtlsSession> m_session; ///< none in clear
    DtlsSession::SendDatagram m_send; ///< in clear
    QTimer m_retransmission;
    QElapsedTimer m_silence;
    QElapsedTimer m_sinceHandshake;
    std::unique_ptr<Answering> m_answering; ///< once the handshake is done
    bool m_ended = false;
};

} // namespace workbench
