// The client over UDP: DTLS in place of TLS, and nothing to connect.
#include "core/connection/client_connection_private.h"
#include "core/connection/tls_configuration.h"

#include <QUrl>

namespace workbench {

void ClientConnection::Private::connectDatagrams()
{
    retransmitTimer.setSingleShot(true);
    retransmitTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&datagrams,
                     &DatagramSocket::received,
                     q,
                     [this](const QByteArray& datagram, const QHostAddress& sender) {
                         onDatagram(datagram, sender);
                     });
    QObject::connect(
        &datagrams, &DatagramSocket::failed, q, [this](int number) { onDatagramFailed(number); });
    QObject::connect(&retransmitTimer, &QTimer::timeout, q, [this] {
        if (dtls && !ended) {
            dtls->retransmit();
            onDtlsMoved();
        }
    });
}

void ClientConnection::Private::tryNextDatagramAddress()
{
    noteAttempt(candidates.takeFirst());
    openDatagrams(attempt.record().peerAddress);
}

/// UDP connects nothing, so there is no phase of it.
void ClientConnection::Private::openDatagrams(const QHostAddress& address)
{
    if (const int number = datagrams.open(address, options.port, options.socket); number != 0) {
        onDatagramAddressFailed(number);
        return;
    }
    attempt.noteEnds(datagrams.localAddress(), datagrams.localPort(), address, options.port);
    noteSocket(datagrams.descriptor());
    if (options.plain) {
        startPlain();
    } else {
        startDtls();
    }
}

void ClientConnection::Private::startDtls()
{
    if (attempt.currentPhase() != PhaseName::Tls) {
        attempt.beginPhase(PhaseName::Tls);
    }
    const QString asked = options.serverName.isEmpty() ? options.host : options.serverName;
    const bool named = options.sendServerName && QHostAddress(asked).isNull();
    DtlsSetup setup;
    setup.role = Role::Client;
    setup.securityLevel = plan->securityLevel;
    setup.tuning = options.tuning;
    setup.credentials = options.credentials;
    setup.serverName = named ? QUrl::toAce(asked) : QByteArray();
    setup.session = options.session;
    setup.mtu = options.socket.mtu == 0 ? kUsualMtu : options.socket.mtu;
    // A tap of its own for each address: nothing of one that refused stays.
    dtls.reset();
    attempt.attachTap(plan, options.keyLogPath);
    auto made = DtlsSession::create(setup, attempt.tap(), [this](const QByteArray& datagram) {
        // The refusal of an earlier one comes with this call; it is told by the next read.
        static_cast<void>(datagrams.send(datagram));
    });
    if (!made) {
        attempt.record().errors.append({ErrorSource::Workbench, 0, made.error().toLine()});
        end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    dtls = std::move(*made);
    limitPhase(PhaseName::Tls);
    progressTimer.start(kDatagramPoll);
    dtls->start();
    onDtlsMoved();
}

void ClientConnection::Private::onDatagram(const QByteArray& datagram, const QHostAddress& sender)
{
    if (ended) {
        return;
    }
    attempt.record().addresses.last().connected = true;
    if (options.plain) {
        takeData(datagram, sender.toString());
        takePlain(datagram);
        return;
    }
    attempt.noteFirstBytes(datagram);
    dtls->receive(datagram);
    onDtlsMoved();
}

/// Looks at where the session stands after whatever happened to it.
void ClientConnection::Private::onDtlsMoved()
{
    attempt.record().datagrams = dtls->datagrams();
    if (attempt.collect()) {
        announce();
    }
    const DtlsSession::State state = dtls->state();
    if (state == DtlsSession::State::Failed) {
        for (const NativeError& error : dtls->errors()) {
            attempt.record().errors.append(error);
        }
        end(attempt.record().result == ConnectionResult::Established ? ConnectionResult::Established
                                                                     : ConnectionResult::Failed,
            PhaseResult::Failed);
        return;
    }
    if (state != DtlsSession::State::Handshaking) {
        establish();
    }
    if (ended) {
        return;
    }
    const QList<QByteArray> data = dtls->takeData();
    for (const QByteArray& bytes : data) {
        takeData(bytes);
        announce();
        Q_EMIT q->dataReceived(bytes);
    }
    if (state == DtlsSession::State::Closed && !ended) {
        dtls->close(); // RFC 5246 §7.2.1: answered in kind
        finishOpen();
        return;
    }
    const std::optional<Milliseconds> wait = dtls->untilRetransmission();
    if (wait && !ended) {
        retransmitTimer.start(*wait);
    } else {
        retransmitTimer.stop();
    }
}

void ClientConnection::Private::onDatagramFailed(int errorNumber)
{
    if (ended) {
        return;
    }
    if (options.plain) {
        endPlain(errorNumber);
        return;
    }
    if (attempt.record().result == ConnectionResult::Established) {
        attempt.record().errors.append(
            {ErrorSource::System, errorNumber, qt_error_string(errorNumber)});
        finishOpen();
        return;
    }
    onDatagramAddressFailed(errorNumber);
}

void ClientConnection::Private::onDatagramAddressFailed(int errorNumber)
{
    retransmitTimer.stop();
    const auto number = static_cast<int>(attempt.record().addresses.size()) - 1;
    noteFailedAttempt(number, errorNumber);
    if (!candidates.isEmpty()) {
        tryNextDatagramAddress();
        return;
    }
    onNoAddressLeft(number, errorNumber);
}

} // namespace workbench
