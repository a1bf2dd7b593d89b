#include "core/connection/server_connection.h"

#include "core/connection/socket_errors.h"
#include "core/connection/socket_settings_apply.h"
#include "core/trace/openssl_hook.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace workbench {
namespace {

constexpr qint64 kPeekBytes = 64;
constexpr Milliseconds kRefusedLimit {10'000};
constexpr Milliseconds kAnswerPoll {10};
constexpr Milliseconds kEndPoll {250};
constexpr int kMostPolls = 500; // five seconds
/// So much is read at a time.
constexpr qint64 kPiece = 64LL * 1024;
/// While so much waits for a client that does not read, nothing more is read from it either: it
/// would be kept in memory without end.
constexpr qint64 kMostWaiting = FileSending::kMostWaiting;

} // namespace

ServerConnection::ServerConnection(std::shared_ptr<const ServerSetup> setup, QObject* parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_attempt(Role::Server, m_setup->options.name)
{
    const ServerOptions& options = m_setup->options;
    ConnectionRecord& record = m_attempt.record();
    connect(&m_answerPoll, &QTimer::timeout, this, &ServerConnection::lookForAnswer);
    connect(&m_endPoll, &QTimer::timeout, this, &ServerConnection::lookForEnd);
    m_closing.setSingleShot(true);
    connect(&m_closing, &QTimer::timeout, this, &ServerConnection::endInOrder);
    connect(&m_linger, &LingeringClose::ended, this, &ServerConnection::finished);
    record.plain = options.plain;
    if (options.plain) {
        return;
    }
    record.explicitTls = options.explicitTls;
    record.allowedVersions = options.versions;
    record.clientCertificatePolicy = options.clientCertificate;
    record.ownCertificate = m_setup->ownCertificate;
    record.ownCertificateName = m_setup->ownCertificateName;
    record.ownKey = m_setup->ownKey;
    m_attempt.attachTap(m_setup->plan, options.keyLogPath);
}

ServerConnection::~ServerConnection()
{
    m_ended = true;
    m_socket.disconnect(this);
    m_socket.abort();
}

void ServerConnection::accept(qintptr descriptor)
{
    m_socket.setSocketDescriptor(descriptor);
    m_attempt.noteEnds(m_socket);
    const ListenSettings& listen = m_setup->options.listen;
    if (listen.nagle != Nagle::Always) {
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }
    if (listen.keepAlive) {
        m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    }
}

void ServerConnection::begin()
{
    watchSocket();
    if (m_setup->options.plain) {
        m_attempt.skipPhase(PhaseName::Tls);
        beginData();
    } else if (!m_setup->options.explicitTls.isEmpty()) {
        beginClear();
    } else {
        m_attempt.beginPhase(PhaseName::Tls);
    }
    if (!m_ended && m_socket.bytesAvailable() > 0) {
        onReadyRead();
    }
}

void ServerConnection::refuse(Denial why, const AccessSettings& how)
{
    m_attempt.record().denied = why;
    if (how.way == DenyWay::Alert && m_attempt.tap() != nullptr) {
        m_attempt.tap()->refuseWith(how.alert);
        begin();
        return;
    }
    if (how.way == DenyWay::Reset) {
        resetOnClose(m_socket.socketDescriptor());
    } else {
        // The end of the stream first: closing with a hello unread would send a bare reset.
        endStream(m_socket.socketDescriptor());
    }
    end(ConnectionResult::Failed, PhaseResult::Failed);
}

void ServerConnection::watchSocket()
{
    connect(&m_socket, &QSslSocket::readyRead, this, &ServerConnection::onReadyRead);
    connect(&m_socket, &QSslSocket::encrypted, this, &ServerConnection::onEncrypted);
    if (m_setup->options.plain) {
        connect(&m_socket, &QSslSocket::bytesWritten, this, &ServerConnection::onWritten);
    } else {
        connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &ServerConnection::onWritten);
    }
    connect(&m_socket, &QSslSocket::errorOccurred, this, &ServerConnection::onError);
    connect(&m_socket, &QSslSocket::disconnected, this, &ServerConnection::onDisconnected);
}

void ServerConnection::onReadyRead()
{
    m_heard = true;
    if (m_clear) {
        readClear();
    } else if (!m_tlsStarted && !m_setup->options.plain) {
        startTls();
    } else if (m_answering) {
        onData();
    }
}

/// Stock QSslServer drops a connection without a word when its first byte is no TLS record. Here
/// OpenSSL sees it, so that its own reason is recorded next to the bytes.
void ServerConnection::startTls()
{
    m_tlsStarted = true;
    ConnectionRecord& record = m_attempt.record();
    record.firstBytesReceived = m_socket.peek(kPeekBytes);
    record.bytesReceived = m_socket.bytesAvailable();
    m_socket.setSslConfiguration(m_setup->configuration);
    const TapScope scope(m_attempt.tap());
    m_socket.startServerEncryption();
}

void ServerConnection::onEncrypted()
{
    m_attempt.collect();
    m_attempt.endPhase(PhaseResult::Done);
    beginData();
    if (!m_ended) {
        // A client may close right behind its finished: the tickets have to be on their way before
        // that is noticed, and everything here is dropped.
        m_socket.flush();
    }
}

void ServerConnection::beginData()
{
    m_attempt.decide(ConnectionResult::Established);
    m_attempt.beginPhase(PhaseName::Data);
    m_socket.setReadBufferSize(kPiece);
    const ListenSettings& listen = m_setup->options.listen;
    if (listen.nagle == Nagle::AfterHandshake) { // also where there is none, as clients do
        switchNagleOn(static_cast<int>(m_socket.socketDescriptor()));
    }
    if (listen.keepAlive || listen.nagle != Nagle::Never) {
        m_attempt.record().socketFacts
            = socketFacts(static_cast<int>(m_socket.socketDescriptor()), true);
    }
    m_answering = std::make_unique<Answering>(
        m_setup->options,
        m_attempt.record(),
        Answering::Way {
            .write = [this](const QByteArray& bytes) { write(bytes); },
            .waiting = [this] { return waiting(); },
            .close = [this] { closeWithin(limitOfTaking()); },
            .failed =
                [this](const Error& error) {
                    m_attempt.record().errors.append({ErrorSource::Workbench, 0, error.toLine()});
                }});
    beginLimits();
    Q_EMIT changed();
    if (!m_saidGoodbye && !m_ended) { // whoever hears of it may close it at once
        m_answering->begin();
    }
}

void ServerConnection::beginLimits()
{
    const ServerLimits& limits = m_setup->options.limits;
    if (limits.idle.count() == 0 && limits.data.count() == 0) {
        return;
    }
    m_limits = std::make_unique<DataLimits>();
    connect(m_limits.get(), &DataLimits::ranOut, this, &ServerConnection::onDataLimit);
    m_limits->begin(limits.idle, limits.data);
}

void ServerConnection::onData()
{
    while (!m_ended && m_answering->waiting() < kMostWaiting) {
        const QByteArray bytes = m_socket.read(kPiece);
        if (bytes.isEmpty()) {
            return;
        }
        take(bytes);
    }
    if (!m_ended && !m_endPoll.isActive()) {
        m_endPoll.start(kEndPoll);
    }
}

/// While a client is not read, Qt does not say when it is gone: what waits for it would be kept
/// until a limit runs out.
void ServerConnection::lookForEnd()
{
    if (m_answering->waiting() < kMostWaiting) {
        m_endPoll.stop();
    } else if (isGone(m_socket.socketDescriptor())) {
        m_attempt.record().peerEnding = PeerEnding::Reset;
        m_attempt.record().errors.append(
            {ErrorSource::System, ECONNRESET, qt_error_string(ECONNRESET)});
        end(ConnectionResult::Established, PhaseResult::Done);
    }
}

/// Also what comes while the connection closes is read: with bytes left unread the system would
/// reset it, and the client might lose the end of the answer.
void ServerConnection::take(const QByteArray& bytes)
{
    if (m_limits) {
        m_limits->noteBytes();
    }
    m_attempt.addData(Direction::Received, bytes);
    if (m_attempt.record().plain) {
        m_attempt.noteFirstBytes(bytes);
        m_attempt.countBytes(Direction::Received, bytes.size());
    }
    m_attempt.collect();
    Q_EMIT changed();
    if (!m_answering->isEnding() && !m_saidGoodbye) {
        m_answering->receive(bytes);
    }
}

void ServerConnection::onWritten()
{
    if (m_limits) {
        m_limits->noteBytes();
    }
    m_untaken = waiting();
    if (m_answering) {
        m_answering->goOn();
    }
    if (m_answering && !m_ended) {
        onData();
    }
    if (m_answering && m_attempt.heardGoodbye() && m_socket.bytesAvailable() == 0) {
        m_answering->clientIsDone();
    }
}

/// Bytes that the client has not taken yet.
qint64 ServerConnection::waiting() const
{
    return m_held.size() + m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite();
}

void ServerConnection::send(const QByteArray& bytes)
{
    if (m_answering && !m_answering->isEnding()) {
        m_answering->say(bytes);
    }
}

void ServerConnection::write(const QByteArray& bytes)
{
    if (m_ended || m_saidGoodbye || m_attempt.record().result != ConnectionResult::Established) {
        return;
    }
    if (isRenegotiating()) {
        m_held += bytes; // in the middle of a handshake the client would stumble over it
        return;
    }
    m_attempt.addData(Direction::Sent, bytes);
    if (m_attempt.record().plain) {
        m_attempt.countBytes(Direction::Sent, bytes.size());
    }
    m_socket.write(bytes);
    m_socket.flush(); // what Qt still has when the client's stream ends it drops
    m_untaken = waiting();
    Q_EMIT changed();
}

void ServerConnection::giveHeld()
{
    if (!m_held.isEmpty()) {
        write(std::exchange(m_held, {}));
        onWritten();
    }
}

Result<void> ServerConnection::rekey(Rekeying way)
{
    const bool open = !m_ended && m_answering && !m_answering->isEnding() && !m_saidGoodbye;
    SSL* const ssl = open && m_attempt.tap() != nullptr ? m_attempt.tap()->ssl() : nullptr;
    if (ssl == nullptr) {
        return fail(noConnectionToRekey(Role::Server));
    }
    m_socket.flush(); // what was written before goes before
    if (Result<void> begun = beginRekeying(ssl, way); !begun) {
        return begun;
    }
    m_socket.flush(); // OpenSSL has written into Qt's buffers
    m_attempt.collect();
    if (way == Rekeying::Renegotiation) {
        m_answersLeft = kMostPolls;
        m_answersBefore = rekeyingAnswers(m_attempt.record(), way);
        m_answerPoll.start(kAnswerPoll);
    }
    Q_EMIT changed();
    return {};
}

/// Messages without data wake nobody.
void ServerConnection::lookForAnswer()
{
    if (m_attempt.collect()) {
        Q_EMIT changed();
    }
    // It may also say nothing (RFC 5246 §7.4.1.1).
    if (rekeyingAnswers(m_attempt.record(), Rekeying::Renegotiation) > m_answersBefore
        || --m_answersLeft == 0) {
        m_answerPoll.stop();
        giveHeld();
    }
}

void ServerConnection::tick()
{
    if (!handshaking()) {
        return;
    }
    if (m_attempt.collect()) {
        Q_EMIT changed();
    }
    const ServerLimits& limits = m_setup->options.limits;
    const auto ranOut = [this](Milliseconds limit, qint64 sinceUs) {
        return limit.count() > 0
            && m_attempt.elapsedUs() - sinceUs >= std::chrono::microseconds(limit).count();
    };
    const bool tooSilent = !m_heard && ranOut(limits.firstByte, 0);
    if (isRefused()) {
        if (tooSilent || ranOut(limitOfRefused(limits.handshake), 0)) {
            end(ConnectionResult::Failed, PhaseResult::Failed); // no hello came to be answered
        }
    } else if (tooSilent) {
        timeOut(limits.firstByte, tr("No byte came within %1.").arg(toText(limits.firstByte)));
    } else if (m_clear && ranOut(limits.starttls, 0)) {
        timeOut(limits.starttls,
                tr("The limit of %1 for what is said before TLS ran out.")
                    .arg(toText(limits.starttls)));
    } else if (!m_clear && ranOut(limits.handshake, m_tlsBegunUs)) {
        timeOut(limits.handshake,
                tr("The handshake limit of %1 ran out.").arg(toText(limits.handshake)));
    }
}

Milliseconds ServerConnection::limitOfRefused(Milliseconds chosen)
{
    return chosen.count() > 0 ? std::min(chosen, kRefusedLimit) : kRefusedLimit;
}

void ServerConnection::timeOut(Milliseconds limit, const QString& text)
{
    m_attempt.record().limit = limit;
    m_attempt.record().errors.append({ErrorSource::Workbench, 0, text});
    end(ConnectionResult::TimedOut, PhaseResult::TimedOut);
}

/// The handshake stays established; the phase of the data is timed out.
void ServerConnection::onDataLimit(Milliseconds limit, bool ofSilence)
{
    m_attempt.record().limit = limit;
    m_attempt.record().silenceLimit = ofSilence;
    m_attempt.record().errors.append(
        {ErrorSource::Workbench, 0, tr("The time limit of %1 ran out.").arg(toText(limit))});
    m_attempt.endPhase(PhaseResult::TimedOut);
    close();
}

} // namespace workbench
