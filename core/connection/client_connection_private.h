#pragma once

#include "core/connection/attempt.h"
#include "core/connection/clear/clear_phases.h"
#include "core/connection/client_connection.h"
#include "core/connection/datagram_socket.h"
#include "core/connection/dtls_session.h"
#include "core/connection/name_lookup.h"
#include "core/connection/tcp_connector.h"
#include "core/connection/tcp_witness.h"

#include <QSslConfiguration>
#include <QSslSocket>
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
        , connector(owner)
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
    void resolve();
    void onResolved(const FoundAddresses& found);
    void beginConnecting();
    void tryNextAddress();
    void onConnected(qintptr descriptor, bool reset);
    void startTransport(qintptr descriptor);
    void prepareClearPhases();
    void onClearPhase(PhaseName phase);
    void onClear(ClearPhases::State state);
    Result<void> mayStartTls() const;
    void startTlsByHand();
    void startTls();
    void onEncrypted();
    void onProgress();
    bool awaitsLateRefusal() const;
    bool awaitsTicket() const;
    void closeNow();
    void keepSession();
    void connectDatagrams();
    void startDatagrams(const QHostAddress& address);
    void onDatagram(const QByteArray& datagram);
    void onDatagramFailed(int errorNumber);
    void onDtlsMoved();

    QString nextHost() const; ///< that TCP goes to: the proxy or the target
    quint16 nextPort() const;

    bool overDatagrams() const { return options.transport == Transport::Udp; }

    void onError(QAbstractSocket::SocketError error);
    bool helloMayBeUnread() const;
    void awaitReset();
    void lookForReset();
    void onAddressFailed(int errorNumber);
    void onReadyRead();
    void onDisconnected();
    void onTimeout(bool whole);
    void establish();
    void refuseSession();
    void end(ConnectionResult result, PhaseResult phaseResult);
    void finishOpen();
    void announce();

    ClientConnection* q;
    ClientOptions options;
    Attempt attempt; // before the socket: its tap must outlive it
    TcpConnector connector;
    QSslSocket socket;
    DatagramSocket datagrams;
    std::unique_ptr<DtlsSession> dtls;
    QTimer retransmitTimer;
    std::shared_ptr<const TapPlan> plan;
    TcpWitness witness;
    ClearPhases clearPhases;
    QTimer wholeTimer;
    QTimer phaseTimer;
    QTimer progressTimer;
    QSslConfiguration configuration;
    QList<QHostAddress> candidates;
    NameLookup lookup;
    qint64 addressStartUs = 0;
    qint64 graceEndUs = 0;
    qint64 ticketEndUs = 0; ///< 0: not waiting for a ticket before closing
    qint64 resetWatchEndUs = 0; ///< 0: not watching
    bool ended = false;
    bool closing = false;
    bool tlsBegun = false; ///< what comes before is in clear
    bool announcing = false;
};

} // namespace workbench
