#pragma once

#include "core/connection/addresses/address_race.h"
#include "core/connection/addresses/address_resolution.h"
#include "core/connection/attempt.h"
#include "core/connection/clear/clear_phases.h"
#include "core/connection/client_connection.h"
#include "core/connection/data_limits.h"
#include "core/connection/datagram_socket.h"
#include "core/connection/dtls_session.h"
#include "core/connection/file_sending.h"
#include "core/connection/proxy/system_proxy.h"
#include "core/connection/received_file.h"
#include "core/connection/tcp_witness.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QThreadPool>
#include <QTimer>

namespace workbench {

/// How often a wait of some milliseconds is looked at.
constexpr Milliseconds kGracePoll {5};
/// A handshake over datagrams that stalls shows what has come so far at this pace.
constexpr Milliseconds kDatagramPoll {100};

class ClientConnection::Private
{
public:
    Private(ClientConnection* owner, ClientOptions clientOptions)
        : q(owner)
        , options(std::move(clientOptions))
        , attempt(Role::Client, options.name)
        , resolution(options.family, options.resolver, owner)
        , race(owner)
        , socket(owner)
        , datagrams(owner)
        , retransmitTimer(owner)
        , clearPhases(
              attempt,
              [this](const QByteArray& bytes) { socket.write(bytes); },
              [this](PhaseName phase) { onClearPhase(phase); })
        , wholeTimer(owner)
        , phaseTimer(owner)
        , progressTimer(owner)
        , dataLimits(owner)
    {
        wholeTimer.setSingleShot(true);
        phaseTimer.setSingleShot(true);
        wholeTimer.setTimerType(Qt::PreciseTimer);
        phaseTimer.setTimerType(Qt::PreciseTimer);
    }

    void fillRecord();
    void connectSocket();
    bool prepareTls();
    void limitPhase(PhaseName phase);
    Milliseconds limitOf(PhaseName phase) const;
    void findWay();
    void onSystemProxy(const SystemProxy& found);
    void resolve();
    void connectResolution();
    void connectRace();
    void onResolved();
    void onNameFailed(int code, const QString& error);
    void beginConnecting(const QList<QHostAddress>& found);
    void raceTo(const QList<QHostAddress>& found);
    void noteAttempt(const QHostAddress& address);
    void noteFailedAttempt(int number, int errorNumber);
    void noteGivenUpAttempts(const QString& why);
    void onConnected(int number, qintptr descriptor, bool reset);
    void startTransport(int number, qintptr descriptor);
    void prepareClearPhases();
    void onClearPhase(PhaseName phase);
    void onClear(ClearPhases::State state);
    Result<void> mayStartTls() const;
    void startTlsByHand();
    void startTls();
    void noteSocket(qintptr descriptor);
    void endHandshakeDelay();
    void beginData();
    Result<SSL*> openSsl();
    void startPlain();
    void takePlain(const QByteArray& bytes);
    bool maySend() const;
    void give(const QByteArray& bytes);
    Result<void> maySendFile() const;
    Result<void> sendFile(const QString& path);
    Result<void> sendAsDatagram(const QString& path);
    void endFile(FileProgress::State state);
    void sendPlain(const QByteArray& bytes);
    void endPlain(int errorNumber);
    void onEncrypted();
    void onProgress();
    bool awaitsLateRefusal() const;
    bool awaitsTicket() const;
    void noteOrderlyEnding();
    void closeNow();
    void continueHalfClose();
    void takeData(const QByteArray& bytes, const QString& sender = {});
    void keepSession();
    void keepCaptureAndFinish();
    void finishCapture(const Result<void>& written, const TransportBytes& bytes);
    void connectDatagrams();
    void tryNextDatagramAddress();
    void openDatagrams(const QHostAddress& address);
    void startDtls();
    void onDatagram(const QByteArray& datagram, const QHostAddress& sender);
    void onDatagramFailed(int errorNumber);
    void onDatagramAddressFailed(int errorNumber);
    void onDtlsMoved();

    QString nextHost() const; ///< that TCP goes to: the proxy or the target
    quint16 nextPort() const;

    bool overDatagrams() const { return options.transport == Transport::Udp; }

    void onError(QAbstractSocket::SocketError error);
    bool helloMayBeUnread() const;
    void awaitReset();
    void lookForReset();
    void onNoAddressLeft(int number, int errorNumber);
    void onReadyRead();
    void onDisconnected();
    void onTimeout(bool whole);
    void onDataLimit(Milliseconds limit, bool ofSilence);
    void establish();
    void refuseSession();
    void end(ConnectionResult result, PhaseResult phaseResult);
    void finishOpen();
    void announce();

    ClientConnection* q;
    ClientOptions options;
    Attempt attempt; // before the socket: its tap must outlive it
    AddressResolution resolution;
    AddressRace race;
    QSslSocket socket;
    DatagramSocket datagrams;
    std::unique_ptr<DtlsSession> dtls;
    QTimer retransmitTimer;
    std::shared_ptr<const TapPlan> plan;
    TcpWitness witness;
    ReceivedFile received;
    std::unique_ptr<FileSending> file; ///< that is being sent, or was
    SavedSession session; ///< of a connection that is over
    ClearPhases clearPhases;
    QTimer wholeTimer;
    QTimer phaseTimer;
    QTimer progressTimer;
    DataLimits dataLimits;
    QSslConfiguration configuration;
    QList<QHostAddress> candidates; ///< for datagrams, which are tried one after the other
    SystemProxyLookup systemProxy;
    qint64 graceEndUs = 0;
    bool renegotiating = false; ///< the server has not answered yet
    qsizetype answersBefore = 0; ///< to earlier renegotiations, and the first handshake
    qint64 ticketEndUs = 0; ///< 0: not waiting for a ticket before closing
    qint64 resetWatchEndUs = 0; ///< 0: not watching
    bool ended = false;
    bool closing = false;
    bool sendingClosed = false; ///< nothing is sent any more, or soon will not be
    bool goodbyeSaid = false;
    bool streamEnded = false; ///< our FIN is out
    bool tlsBegun = false; ///< what comes before is in clear
    bool announcing = false;
    std::unique_ptr<QThreadPool> writing; ///< of the capture; last, since it waits when it goes
};

} // namespace workbench
