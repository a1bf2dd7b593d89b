#pragma once

#include "core/connection/attempt.h"
#include "core/connection/client_connection.h"
#include "core/connection/name_lookup.h"
#include "core/connection/tcp_connector.h"
#include "core/connection/tcp_witness.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace workbench {

/// How often a wait of some milliseconds is looked at.
constexpr Milliseconds kGracePoll {5};

class ClientConnection::Private
{
public:
    Private(ClientConnection* owner, ClientOptions clientOptions)
        : q(owner)
        , options(std::move(clientOptions))
        , attempt(Role::Client, options.name)
        , connector(owner)
        , socket(owner)
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
    void limitPhase(Milliseconds limit);
    void resolve();
    void onResolved(const FoundAddresses& found);
    void tryNextAddress();
    void onConnected(qintptr descriptor, bool reset);
    void onEncrypted();
    void onProgress();
    bool awaitsLateRefusal() const;
    bool awaitsTicket() const;
    void closeNow();
    void keepSession();
    void onError(QAbstractSocket::SocketError error);
    bool helloMayBeUnread() const;
    void awaitReset();
    void lookForReset();
    void onAddressFailed(int errorNumber);
    void onReadyRead();
    void onDisconnected();
    void onTimeout(bool whole);
    void establish();
    void end(ConnectionResult result, PhaseResult phaseResult);
    void finishOpen();
    void announce();

    ClientConnection* q;
    ClientOptions options;
    Attempt attempt; // before the socket: its tap must outlive it
    TcpConnector connector;
    QSslSocket socket;
    TcpWitness witness;
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
    bool announcing = false;
};

} // namespace workbench
