// How a person ends an open connection: in order, one direction only, or abruptly.
#include "core/connection/client_connection_private.h"
#include "core/connection/socket_errors.h"

namespace workbench {
namespace {

/// How long a TLS 1.3 server may take over its first ticket where the session is to be kept.
constexpr Milliseconds kTicketLimit {1000};
/// How long the peer may take over an orderly close.
constexpr Milliseconds kCloseLimit {1000};

} // namespace

/// Without TLS there is no close_notify, and UDP without it has nothing to end.
void ClientConnection::Private::noteOrderlyEnding()
{
    OwnEnding& ending = attempt.record().ownEnding;
    if (ending != OwnEnding::None || (options.plain && overDatagrams())) {
        return;
    }
    ending = options.plain ? OwnEnding::Fin : OwnEnding::CloseNotify;
}

void ClientConnection::Private::closeNow()
{
    progressTimer.stop();
    dataLimits.stop();
    noteOrderlyEnding();
    if (overDatagrams()) {
        if (dtls) {
            dtls->close();
            attempt.record().datagrams = dtls->datagrams();
        }
        finishOpen();
        return;
    }
    // Where the loop is busy the limit may pass before the end of our handshake was sent.
    socket.flush();
    QTimer::singleShot(kCloseLimit, q, [this] { finishOpen(); });
    socket.disconnectFromHost();
}

/// What was written comes first, then the library's goodbye, then TCP's.
void ClientConnection::Private::continueHalfClose()
{
    if (!sendingClosed || streamEnded || ended || closing) {
        return;
    }
    socket.flush();
    if (ended || socket.bytesToWrite() > 0) {
        return;
    }
    if (!options.plain && !goodbyeSaid) {
        goodbyeSaid = true;
        attempt.tap()->sayGoodbye();
        socket.flush();
    }
    const bool waiting = !options.plain
        && (socket.encryptedBytesToWrite() > 0 || attempt.tap()->bytesWaiting() > 0);
    if (!ended && !waiting) {
        streamEnded = true;
        endStream(socket.socketDescriptor());
    }
    attempt.collect();
    announce();
}

void ClientConnection::close()
{
    if (d->ended || d->closing) {
        return;
    }
    if (d->attempt.record().result != ConnectionResult::Established) {
        cancel();
        return;
    }
    d->closing = true;
    d->endFile(FileProgress::State::Stopped);
    d->attempt.collect();
    if (d->awaitsTicket()) {
        d->ticketEndUs = d->attempt.elapsedUs() + std::chrono::microseconds(kTicketLimit).count();
        d->progressTimer.start(kGracePoll);
        return;
    }
    d->closeNow();
}

void ClientConnection::closeSending()
{
    if (d->overDatagrams()) {
        close();
        return;
    }
    if (d->ended || d->closing || d->sendingClosed
        || d->attempt.record().result != ConnectionResult::Established) {
        return;
    }
    d->endFile(FileProgress::State::Stopped);
    d->sendingClosed = true;
    d->attempt.record().ownEnding = OwnEnding::HalfClose;
    d->continueHalfClose();
}

void ClientConnection::breakOff()
{
    if (d->ended || d->closing) {
        return;
    }
    if (d->attempt.record().result != ConnectionResult::Established) {
        cancel();
        return;
    }
    d->closing = true;
    if (!d->overDatagrams()) { // which know no reset: the peer hears nothing
        d->attempt.record().ownEnding = OwnEnding::Reset;
        resetOnClose(d->socket.socketDescriptor());
    }
    d->finishOpen();
}

} // namespace workbench
