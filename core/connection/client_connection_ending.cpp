// How an attempt of a client ends: by an error, by the peer, by a time limit.
#include "core/base/wipe.h"
#include "core/connection/client_connection_private.h"
#include "core/connection/session_file.h"
#include "core/connection/socket_errors.h"

namespace workbench {
namespace {

/// How long after the end of the stream a reset may follow that answers a hello nobody read.
constexpr Milliseconds kResetGrace {100};

} // namespace

void ClientConnection::Private::onError(QAbstractSocket::SocketError error)
{
    const PeerEnding tcpEnding = takeTcpEnding();
    if (ended) {
        return;
    }
    attempt.collect();
    attempt.takeBackUnsent(socket.encryptedBytesToWrite());
    attempt.noteSocketError(error, socket.errorString(), tcpEnding);
    const ConnectionRecord& record = attempt.record();
    if (record.result == ConnectionResult::Established) {
        const bool refusedLate
            = record.fatalAlert(Direction::Received) != nullptr && !record.hadData();
        if (refusedLate) {
            end(ConnectionResult::Failed, PhaseResult::Failed);
        } else {
            finishOpen();
        }
        return;
    }
    if (helloMayBeUnread()) {
        awaitReset();
        return;
    }
    end(ConnectionResult::Failed, PhaseResult::Failed);
}

/// The peer ended the stream without a word after our hello.
bool ClientConnection::Private::helloMayBeUnread() const
{
    const ConnectionRecord& record = attempt.record();
    return record.peerEnding == PeerEnding::Fin && record.bytesReceived == 0
        && record.bytesSent > 0;
}

/// A system answers bytes for a closed socket with a reset (RFC 9293 §3.10.7.1): when that comes
/// after the end of the stream, the peer closed without having read the hello.
void ClientConnection::Private::awaitReset()
{
    attempt.endPhase(PhaseResult::Failed);
    wholeTimer.stop();
    phaseTimer.stop();
    resetWatchEndUs = attempt.elapsedUs() + std::chrono::microseconds(kResetGrace).count();
    progressTimer.start(kGracePoll);
}

void ClientConnection::Private::lookForReset()
{
    const int number = witness.takeError();
    if (number != 0) {
        attempt.record().errors.prepend({ErrorSource::System, number, qt_error_string(number)});
    }
    if (number != 0 || attempt.elapsedUs() >= resetWatchEndUs) {
        end(ConnectionResult::Failed, PhaseResult::Failed);
    }
}

void ClientConnection::Private::onDisconnected()
{
    if (ended || resetWatchEndUs != 0) {
        return;
    }
    attempt.collect();
    if (attempt.record().result == ConnectionResult::Established) {
        finishOpen();
    } else {
        end(ConnectionResult::Failed, PhaseResult::Failed);
    }
}

Milliseconds ClientConnection::Private::limitOf(PhaseName phase) const
{
    switch (phase) {
    case PhaseName::Resolve:
        return options.limits.resolve;
    case PhaseName::Tcp:
        return options.limits.tcp;
    case PhaseName::Proxy:
        return options.limits.proxy;
    case PhaseName::Starttls:
        return options.limits.starttls;
    default:
        return options.limits.tls;
    }
}

void ClientConnection::Private::onTimeout(bool whole)
{
    if (ended) {
        return;
    }
    const PhaseName running = attempt.currentPhase();
    if (!whole && running == PhaseName::Resolve && !resolution.addresses().isEmpty()) {
        resolution.settle(); // what is there will do
        return;
    }
    const Milliseconds limit = whole ? options.limits.whole : limitOf(running);
    attempt.record().limit = limit;
    attempt.record().wholeLimit = whole;
    attempt.record().errors.append(
        {ErrorSource::Workbench, 0, tr("The time limit of %1 ran out.").arg(toText(limit))});
    if (running == PhaseName::Resolve && resolution.awaitsTurn()) {
        attempt.record().errors.append(
            {ErrorSource::Workbench,
             0,
             tr("The name server was not asked: %1 earlier look-ups have no answer yet.")
                 .arg(NameLookup::kMostAtOnce)});
    }
    end(ConnectionResult::TimedOut, PhaseResult::TimedOut);
}

/// The handshake stays established; the connection ends in order, as far as the peer lets it.
void ClientConnection::Private::onDataLimit(Milliseconds limit, bool ofSilence)
{
    if (ended || closing) {
        return;
    }
    attempt.record().limit = limit;
    attempt.record().silenceLimit = ofSilence;
    attempt.record().errors.append(
        {ErrorSource::Workbench, 0, tr("The time limit of %1 ran out.").arg(toText(limit))});
    attempt.endPhase(PhaseResult::TimedOut);
    closing = true;
    noteOrderlyEnding();
    if (overDatagrams()) {
        if (dtls) {
            dtls->close();
        }
    } else {
        socket.flush();
        socket.disconnectFromHost(); // may call onDisconnected() at once
    }
    finishOpen();
}

/// What stands in the session that was taken up does not stand the check of this attempt. Both ends
/// have finished by then, so no alert can say it: the connection ends in order, before any data.
void ClientConnection::Private::refuseSession()
{
    attempt.endPhase(PhaseResult::Failed);
    attempt.decide(ConnectionResult::Failed);
    closing = true;
    closeNow();
}

/// For whoever asks for the session, and in its file for another run. The connection has worked,
/// whatever comes of it.
void ClientConnection::Private::keepSession()
{
    if (attempt.record().result != ConnectionResult::Established) {
        return;
    }
    session = attempt.session();
    if (session.isEmpty() || options.sessionPath.isEmpty()) {
        return; // the server gave none that could be taken up again, or nobody wants it in a file
    }
    if (const Result<void> written = writeSessionFile(options.sessionPath, session); !written) {
        attempt.record().fileFaults.append(written.error());
    }
}

/// Writes what went over the transport, also of an attempt that failed before it began; in the
/// background, since every other connection of this thread would wait for the disk.
void ClientConnection::Private::keepCaptureAndFinish()
{
    if (options.capturePath.isEmpty()) {
        Q_EMIT q->finished();
        return;
    }
    // One object, since it may hold secrets: every copy would have to be wiped.
    const auto bytes = std::make_shared<TransportBytes>(
        attempt.tap() == nullptr ? TransportBytes {} : attempt.tap()->takeTransportBytes());
    writing = std::make_unique<QThreadPool>();
    writing->start([this, bytes, path = options.capturePath, record = attempt.snapshot()] {
        const Result<void> written = writeCapture(path, *record, *bytes);
        wipe(bytes->keyLog);
        QMetaObject::invokeMethod(
            q, [this, bytes, written] { finishCapture(written, *bytes); }, Qt::QueuedConnection);
    });
}

void ClientConnection::Private::finishCapture(const Result<void>& written,
                                              const TransportBytes& bytes)
{
    if (!written) {
        attempt.record().fileFaults.append(written.error());
    } else if (bytes.dropped > 0) {
        attempt.record().errors.append(
            {ErrorSource::Workbench,
             0,
             tr("The capture ends after its first %1 bytes.").arg(bytes.kept)});
    }
    Q_EMIT q->finished();
}

/// The attempt did not come to an open connection, or was refused after all.
void ClientConnection::Private::end(ConnectionResult result, PhaseResult phaseResult)
{
    if (ended) {
        return;
    }
    ended = true;
    attempt.record().awaitsStartTls = false;
    wholeTimer.stop();
    phaseTimer.stop();
    progressTimer.stop();
    dataLimits.stop();
    endFile(FileProgress::State::Stopped);
    resolution.cancel();
    race.abort();
    noteGivenUpAttempts(tr("no answer"));
    systemProxy.cancel();
    retransmitTimer.stop();
    witness.release();
    attempt.collect();
    attempt.endPhase(phaseResult);
    attempt.decide(result);
    attempt.takeBackGoodbye(socket.encryptedBytesToWrite());
    keepSession();
    attempt.finish();
    // Queued: the caller may stand inside a signal of the socket.
    QMetaObject::invokeMethod(
        q,
        [this] {
            socket.abort();
            datagrams.close();
            Q_EMIT q->changed();
            keepCaptureAndFinish();
        },
        Qt::QueuedConnection);
}

/// An open connection came to its end, by whichever side.
void ClientConnection::Private::finishOpen()
{
    if (ended) {
        return;
    }
    attempt.endPhase(PhaseResult::Done);
    if (closing) {
        attempt.beginPhase(PhaseName::Close);
        attempt.endPhase(PhaseResult::Done);
    }
    end(ConnectionResult::Established, PhaseResult::Done);
}

} // namespace workbench
