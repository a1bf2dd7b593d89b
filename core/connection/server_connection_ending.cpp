// How a server's connection ends.
#include "core/connection/server_connection.h"
#include "core/connection/socket_errors.h"

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

/// A server that is stopped ends within a second, whatever its clients do.
constexpr Milliseconds kCloseLimit {500};

} // namespace

void ServerConnection::close()
{
    m_linger.hurry();
    if (m_closing.isActive() && m_closing.remainingTimeAsDuration() > kCloseLimit) {
        m_closing.start(kCloseLimit);
    }
    closeWithin(kCloseLimit);
}

/// Behind the whole answer a client has as long as it may be silent.
Milliseconds ServerConnection::limitOfTaking() const
{
    const Milliseconds idle = m_setup->options.limits.idle;
    return idle.count() > 0 ? idle : ServerLimits::kUsualIdle;
}

void ServerConnection::closeWithin(Milliseconds limit)
{
    if (m_ended || m_saidGoodbye) {
        return;
    }
    if (m_attempt.record().result != ConnectionResult::Established) {
        end(ConnectionResult::Cancelled, PhaseResult::Failed);
        return;
    }
    m_saidGoodbye = true;
    if (m_attempt.record().plain) {
        m_attempt.record().ownEnding = OwnEnding::Fin; // with TLS the trace says how it went
    }
    if (m_limits) {
        m_limits->stop(); // what is left has a limit of its own
    }
    m_answering->stop();
    if (m_answering->isCutOff()) {
        breakOff();
        return;
    }
    m_socket.flush();
    if (m_attempt.heardGoodbye()) { // then Qt leaves out our own, which belongs to an orderly end
        m_attempt.tap()->sayGoodbye();
        m_socket.flush();
    }
    m_closing.start(limit);
    if (waiting() > 0 || untakenBytes(m_socket.socketDescriptor()) > 0) {
        // A client that reads slowly and says something late would be answered with a reset, and
        // lose what the system still has for it.
        m_linger.hold(m_socket.socketDescriptor());
    }
    m_socket.disconnectFromHost();
}

/// What the client has not taken by now it will not get.
void ServerConnection::endInOrder()
{
    const std::optional<FileProgress> file = m_answering->file();
    if (waiting() > 0 && file && file->state == FileProgress::State::UnderWay) {
        breakOff();
    } else {
        end(ConnectionResult::Established, PhaseResult::Done);
    }
}

/// A file ends where its connection ends: behind a part of it close_notify, or without TLS the end
/// of the stream, would say that this was all (RFC 8446 §6.1).
void ServerConnection::breakOff()
{
    m_socket.flush(); // else the event loop would send some of it before the reset, uncounted
    if (m_ended) {
        return;
    }
    m_untaken = waiting();
    m_attempt.record().ownEnding = OwnEnding::Reset;
    m_linger.letGo();
    resetOnClose(m_socket.socketDescriptor());
    end(ConnectionResult::Established, PhaseResult::Done);
}

void ServerConnection::onError(QAbstractSocket::SocketError error)
{
    const PeerEnding tcpEnding = takeTcpEnding();
    if (m_ended) {
        return;
    }
    m_attempt.collect();
    m_attempt.noteSocketError(error, m_socket.errorString(), tcpEnding);
    const bool established = m_attempt.record().result == ConnectionResult::Established;
    if (established && error == QAbstractSocket::RemoteHostClosedError
        && m_attempt.heardGoodbye()) {
        // Queued: Qt does not write while it tells of an error. It tells of this one whenever
        // something is read or written.
        if (!m_saidGoodbye && !std::exchange(m_goodbyeIsDue, true)) {
            QMetaObject::invokeMethod(
                this, [this] { answerGoodbye(); }, Qt::QueuedConnection);
        }
        return;
    }
    noteUnsaid();
    end(established ? ConnectionResult::Established : ConnectionResult::Failed,
        established ? PhaseResult::Done : PhaseResult::Failed);
}

/// A client may end its stream of TCP and read on (RFC 9293 §3.6). Qt lets nobody write to it any
/// more.
void ServerConnection::noteUnsaid()
{
    if (m_answering && (m_answering->isDue() || waiting() > 0) && !m_saidGoodbye
        && m_attempt.record().peerEnding != PeerEnding::Reset) {
        m_attempt.record().errors.append(
            {ErrorSource::Workbench,
             0,
             tr("The client ended its stream before the answer was given: the rest of it was "
                "dropped.")});
    }
}

/// The client says nothing more, and may read on: it gets what is still to be said, then the
/// goodbye that belongs to its own (RFC 8446 §6.1). The end of TCP ends the connection.
void ServerConnection::answerGoodbye()
{
    m_goodbyeIsDue = false;
    if (m_ended || m_saidGoodbye) {
        return;
    }
    onData();
    m_socket.flush();
    if (!m_ended && m_socket.bytesAvailable() == 0) {
        m_answering->clientIsDone();
    }
}

void ServerConnection::onDisconnected()
{
    if (!m_ended) {
        noteUnsaid();
    }
    const bool established = m_attempt.record().result == ConnectionResult::Established;
    end(established ? ConnectionResult::Established : ConnectionResult::Failed,
        established ? PhaseResult::Done : PhaseResult::Failed);
}

/// The client was told why, with an alert or in clear, and may not have come to read it.
bool ServerConnection::mayBeWritingStill() const
{
    const ConnectionRecord& record = m_attempt.record();
    return record.peerEnding == PeerEnding::None
        && (record.fatalAlert(Direction::Sent) != nullptr
            || record.clearProblem != ClearProblem::None);
}

/// How far the answer came.
void ServerConnection::noteAnswer()
{
    m_answering->stop();
    ConnectionRecord& record = m_attempt.record();
    if (const QString unmet = m_answering->unmetStep(); !unmet.isEmpty()) {
        record.errors.append({ErrorSource::Workbench, 0, unmet});
    }
    record.sentFile = m_answering->file();
    if (!record.sentFile || record.sentFile->state == FileProgress::State::Done) {
        return;
    }
    FileProgress& file = *record.sentFile;
    const bool isWhole = m_saidGoodbye && m_untaken == 0;
    file.sent = std::max<qint64>(0, file.sent - m_untaken);
    if (file.state == FileProgress::State::UnderWay) {
        file.state = isWhole ? FileProgress::State::Done : FileProgress::State::Stopped;
    }
}

void ServerConnection::end(ConnectionResult result, PhaseResult phaseResult)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_answerPoll.stop();
    const bool isHurried = !m_closing.isActive() || m_closing.intervalAsDuration() <= kCloseLimit;
    m_closing.stop();
    m_endPoll.stop();
    if (m_limits) {
        m_limits->stop();
    }
    if (m_answering) {
        noteAnswer();
    }
    m_attempt.collect();
    m_attempt.endPhase(phaseResult);
    m_attempt.decide(result);
    m_attempt.takeBackGoodbye(m_socket.encryptedBytesToWrite());
    m_attempt.finish();
    if (mayBeWritingStill()) {
        m_socket.flush();
        m_linger.hold(m_socket.socketDescriptor());
    }
    const Milliseconds longest = isHurried ? LingeringClose::kLongest : limitOfTaking();
    // Queued: the caller may stand inside a signal of the socket, after which Qt sends the alert.
    QMetaObject::invokeMethod(
        this,
        [this, longest] {
            m_socket.abort();
            if (!m_linger.begin(longest)) {
                Q_EMIT finished();
            }
        },
        Qt::QueuedConnection);
}

} // namespace workbench
