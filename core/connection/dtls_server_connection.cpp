#include "core/connection/dtls_server_connection.h"

namespace workbench {
namespace {

/// A client over UDP may go without a word: this holds where nobody chose a limit.
constexpr Milliseconds kSilenceLimit = ServerLimits::kUsualIdle;
/// A client that has not sent its cookie back may be made up: it is not waited for longer, whatever
/// the limit of the handshake. Time for three retransmissions (RFC 6347 §4.2.4.1).
constexpr Milliseconds kCookieLimit {10'000};

} // namespace

DtlsServerConnection::DtlsServerConnection(std::shared_ptr<const ServerSetup> setup,
                                           const End& local,
                                           const End& peer,
                                           QObject* parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_attempt(Role::Server, m_setup->options.name)
    , m_retransmission(this)
{
    ConnectionRecord& record = m_attempt.record();
    record.plain = m_setup->options.plain;
    record.transport = Transport::Udp;
    record.allowedVersions = m_setup->options.versions;
    record.clientCertificatePolicy = m_setup->options.clientCertificate;
    record.ownCertificate = m_setup->ownCertificate;
    record.ownCertificateName = m_setup->ownCertificateName;
    record.ownKey = m_setup->ownKey;
    m_attempt.noteEnds(local.address, local.port, peer.address, peer.port);
    if (!record.plain) {
        m_attempt.attachTap(m_setup->plan, m_setup->options.keyLogPath);
    }
    m_retransmission.setSingleShot(true);
    m_retransmission.setTimerType(Qt::PreciseTimer);
    connect(&m_retransmission, &QTimer::timeout, this, [this] {
        if (m_session && !m_ended) {
            m_session->retransmit();
            onMoved();
        }
    });
}

DtlsServerConnection::~DtlsServerConnection()
{
    m_ended = true;
}

void DtlsServerConnection::begin(const QByteArray& cookieSecret,
                                 DtlsSession::SendDatagram send,
                                 const AccessSettings& access,
                                 std::optional<Denial> denial)
{
    m_silence.start();
    if (denial) {
        refuse(*denial, access);
    }
    if (m_ended) {
        return;
    }
    if (m_attempt.record().plain) {
        m_send = std::move(send);
        m_attempt.skipPhase(PhaseName::Tls);
        establish();
        return;
    }
    beginSession(cookieSecret, std::move(send));
}

void DtlsServerConnection::beginSession(const QByteArray& cookieSecret,
                                        DtlsSession::SendDatagram send)
{
    m_attempt.beginPhase(PhaseName::Tls);
    const ConnectionRecord& record = m_attempt.record();
    DtlsSetup setup;
    setup.role = Role::Server;
    setup.securityLevel = m_setup->plan->securityLevel;
    setup.tuning = m_setup->options.tuning;
    setup.credentials = m_setup->options.certificates.value(0);
    setup.cookieSecret = cookieSecret;
    setup.peer
        = QStringLiteral("%1 %2").arg(record.peerAddress.toString()).arg(record.peerPort).toUtf8();
    auto made = DtlsSession::create(setup, m_attempt.tap(), std::move(send));
    if (!made) {
        m_attempt.record().errors.append({ErrorSource::Workbench, 0, made.error().toLine()});
        end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    m_session = std::move(*made);
}

void DtlsServerConnection::refuse(Denial why, const AccessSettings& how)
{
    m_attempt.record().denied = why;
    if (how.way == DenyWay::Alert && m_attempt.tap() != nullptr) {
        m_attempt.tap()->refuseWith(how.alert);
    } else {
        end(ConnectionResult::Failed, PhaseResult::Failed);
    }
}

void DtlsServerConnection::receive(const QByteArray& datagram)
{
    if (m_ended || (!m_session && !m_send)) {
        return;
    }
    m_silence.restart();
    m_attempt.noteFirstBytes(datagram);
    if (m_send) {
        m_attempt.countBytes(Direction::Received, datagram.size());
        take(datagram);
        return;
    }
    m_session->receive(datagram);
    onMoved();
}

bool DtlsServerConnection::isOpen() const
{
    return m_attempt.record().result == ConnectionResult::Established;
}

/// Looks at where the session stands after whatever happened to it.
void DtlsServerConnection::onMoved()
{
    m_attempt.record().datagrams = m_session->datagrams();
    if (m_attempt.collect()) {
        Q_EMIT changed();
    }
    const DtlsSession::State state = m_session->state();
    if (state == DtlsSession::State::Failed) {
        m_attempt.record().errors.append(m_session->errors());
        end(isOpen() ? ConnectionResult::Established : ConnectionResult::Failed,
            PhaseResult::Failed);
        return;
    }
    if (state != DtlsSession::State::Handshaking && !isOpen()) {
        establish();
    }
    const QList<QByteArray> data = m_session->takeData();
    for (const QByteArray& bytes : data) {
        take(bytes);
    }
    if (state == DtlsSession::State::Closed && !m_ended) {
        close(); // RFC 5246 §7.2.1: answered in kind
        return;
    }
    const std::optional<Milliseconds> wait = m_session->untilRetransmission();
    if (wait && !m_ended) {
        m_retransmission.start(*wait);
    } else {
        m_retransmission.stop();
    }
}

void DtlsServerConnection::establish()
{
    m_attempt.endPhase(PhaseResult::Done);
    m_attempt.decide(ConnectionResult::Established);
    m_attempt.beginPhase(PhaseName::Data);
    m_sinceHandshake.start();
    m_answering = std::make_unique<Answering>(
        m_setup->options,
        m_attempt.record(),
        Answering::Way {
            .write = [this](const QByteArray& bytes) { write(bytes); },
            .waiting = [] { return qint64 {0}; },
            .close = [this] { close(); },
            .failed =
                [this](const Error& error) {
                    m_attempt.record().errors.append({ErrorSource::Workbench, 0, error.toLine()});
                }});
    Q_EMIT changed();
    if (!m_ended) { // whoever hears of it may close it at once
        m_answering->begin();
    }
}

/// What comes faster than it may be answered is lost, as datagrams are.
void DtlsServerConnection::take(const QByteArray& bytes)
{
    m_attempt.addData(Direction::Received, bytes);
    Q_EMIT changed();
    if (m_answering->waiting() < FileSending::kMostWaiting && !m_answering->isEnding()) {
        m_answering->receive(bytes);
    }
}

void DtlsServerConnection::send(const QByteArray& bytes)
{
    if (m_answering && !m_ended) {
        m_answering->say(bytes);
    }
}

void DtlsServerConnection::write(const QByteArray& bytes)
{
    if (m_ended || !isOpen()) {
        return;
    }
    m_silence.restart();
    m_attempt.addData(Direction::Sent, bytes);
    if (m_send) {
        m_attempt.countBytes(Direction::Sent, bytes.size());
        m_send(bytes);
    } else {
        m_session->sendAll(bytes);
    }
    m_attempt.collect();
    Q_EMIT changed();
}

void DtlsServerConnection::close()
{
    if (m_ended) {
        return;
    }
    if (!isOpen()) {
        end(ConnectionResult::Cancelled, PhaseResult::Failed);
        return;
    }
    m_answering->stop();
    if (m_session && !m_answering->isCutOff()) { // behind a part it would say that this was all
        m_session->close();
    }
    end(ConnectionResult::Established, PhaseResult::Done);
}

void DtlsServerConnection::tick()
{
    if (m_ended) {
        return;
    }
    if (isOpen()) {
        checkLimits();
        return;
    }
    const Milliseconds limit = limitOfHandshake(m_setup->options.limits.handshake, isProven());
    if (m_attempt.elapsedUs() >= std::chrono::microseconds(limit).count()) {
        timeOut(limit);
    }
}

void DtlsServerConnection::timeOut(Milliseconds limit)
{
    m_attempt.record().limit = limit;
    m_attempt.record().errors.append(
        {ErrorSource::Workbench, 0, tr("The handshake limit of %1 ran out.").arg(toText(limit))});
    end(ConnectionResult::TimedOut, PhaseResult::TimedOut);
}

void DtlsServerConnection::checkLimits()
{
    const ServerLimits& limits = m_setup->options.limits;
    const Milliseconds idle = limits.idle.count() > 0 ? limits.idle : kSilenceLimit;
    if (m_silence.hasExpired(idle.count())) {
        onDataLimit(idle, true);
    } else if (limits.data.count() > 0 && m_sinceHandshake.hasExpired(limits.data.count())) {
        onDataLimit(limits.data, false);
    }
}

/// The handshake stays established; the phase of the data is timed out.
void DtlsServerConnection::onDataLimit(Milliseconds limit, bool ofSilence)
{
    m_attempt.record().limit = limit;
    m_attempt.record().silenceLimit = ofSilence;
    m_attempt.record().errors.append(
        {ErrorSource::Workbench, 0, tr("The time limit of %1 ran out.").arg(toText(limit))});
    m_attempt.endPhase(PhaseResult::TimedOut);
    close();
}

Milliseconds DtlsServerConnection::limitOfHandshake(Milliseconds chosen, bool proven)
{
    const Milliseconds limit = chosen.count() > 0 ? chosen : kSilenceLimit;
    return proven ? limit : std::min(limit, kCookieLimit);
}

/// How far the answer came. What was given to a socket of datagrams has left.
void DtlsServerConnection::noteAnswer()
{
    m_answering->stop();
    ConnectionRecord& record = m_attempt.record();
    if (const QString unmet = m_answering->unmetStep(); !unmet.isEmpty()) {
        record.errors.append({ErrorSource::Workbench, 0, unmet});
    }
    record.sentFile = m_answering->file();
    if (record.sentFile && record.sentFile->state == FileProgress::State::UnderWay) {
        record.sentFile->state = FileProgress::State::Done;
    }
}

void DtlsServerConnection::end(ConnectionResult result, PhaseResult phaseResult)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_retransmission.stop();
    if (m_answering) {
        noteAnswer();
    }
    if (m_session) {
        m_attempt.record().datagrams = m_session->datagrams();
    }
    m_attempt.collect();
    m_attempt.endPhase(phaseResult);
    m_attempt.decide(result);
    m_attempt.finish();
    // Queued: the caller may stand inside a call of the session.
    QMetaObject::invokeMethod(this, &DtlsServerConnection::finished, Qt::QueuedConnection);
}

} // namespace workbench
