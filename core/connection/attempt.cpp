#include "core/connection/attempt.h"

#include "core/certificates/certificate_facts.h"
#include "core/connection/bytes_pool.h"
#include "core/connection/clear/peer_words.h"
#include "core/connection/handshake_facts.h"
#include "core/connection/socket_errors.h"
#include "core/connection/stream_faults.h"
#include "core/trace/key_log_file.h"

#include <QCoreApplication>

#include <atomic>
#include <cerrno>

namespace workbench {
namespace {

constexpr int kCertificateMessage = 11;
constexpr quint8 kAlertContent = 21;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Attempt)
};

quint64 nextId()
{
    static std::atomic<quint64> last {0};
    return ++last;
}

} // namespace

Attempt::Attempt(Role role, const QString& name)
    : m_start(TraceRecorder::Clock::now())
{
    m_record.id = nextId();
    m_record.role = role;
    m_record.name = name;
    m_record.started = QDateTime::currentDateTimeUtc();
    m_record.steadyStartUs
        = std::chrono::duration_cast<std::chrono::microseconds>(m_start.time_since_epoch()).count();
}

Attempt::~Attempt() = default;

qint64 Attempt::elapsedUs() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(TraceRecorder::Clock::now()
                                                                 - m_start)
        .count();
}

void Attempt::beginPhase(PhaseName name)
{
    if (!isRunning(name)) {
        m_record.phases.append({.name = name, .startUs = elapsedUs()});
    }
}

void Attempt::endPhase(PhaseResult result)
{
    if (m_record.phases.isEmpty() || m_record.phases.last().result != PhaseResult::Running) {
        return;
    }
    Phase& phase = m_record.phases.last();
    phase.result = result;
    phase.durationUs = elapsedUs() - phase.startUs;
}

void Attempt::skipPhase(PhaseName name)
{
    if (isRunning(name)) {
        endPhase(PhaseResult::Done);
        return;
    }
    m_record.phases.append({.name = name, .result = PhaseResult::Skipped, .startUs = elapsedUs()});
}

bool Attempt::isRunning(PhaseName name) const
{
    return !m_record.phases.isEmpty() && m_record.phases.last().name == name
        && m_record.phases.last().result == PhaseResult::Running;
}

PhaseName Attempt::currentPhase() const
{
    return m_record.phases.isEmpty() ? PhaseName::Resolve : m_record.phases.last().name;
}

void Attempt::attachTap(std::shared_ptr<const TapPlan> plan, const QString& keyLogPath)
{
    m_record.securityLevel = plan->securityLevel;
    m_record.ownPskIdentity = QString::fromUtf8(plan->psk.identity());
    m_record.transport = plan->transport;
    m_record.messages.clear();
    m_absorbed = 0;
    m_tap = std::make_unique<ConnectionTap>(std::move(plan), m_start);
    m_keyLogPath = keyLogPath;
}

bool Attempt::collect()
{
    if (!m_tap || !m_tap->recorder().takeChanged()) {
        return false;
    }
    m_record.messages = m_tap->recorder().messages();
    m_record.messagesDropped = m_tap->recorder().dropped();
    absorbMessages(m_record, m_absorbed);
    m_absorbed = m_record.messages.size();
    m_record.verification = m_tap->verification();
    m_record.handshakeCall = m_tap->handshakeCall();
    m_record.sessionCertificates = m_tap->sessionCertificates();
    if (m_record.role == Role::Server && !m_record.sessionCertificates.isEmpty()) {
        m_record.negotiated.clientCertificate = true;
    }
    addUnseenCertificates();
    noteChosenCertificate();
    if (m_record.firstBytesReceived.isEmpty()) {
        m_record.firstBytesReceived = m_tap->firstBytes();
    }
    m_record.bytesReceived = std::max(m_record.bytesReceived, m_tap->bytesReceived());
    m_record.bytesSent = m_tap->bytesSent();
    writeKeyLog();
    return true;
}

/// A compressed certificate message (RFC 8879) shows nothing; what the library made of it does.
void Attempt::addUnseenCertificates()
{
    if (!m_record.peerCertificates.isEmpty()) {
        return;
    }
    for (const QByteArray& der : m_tap->peerCertificates()) {
        m_record.peerCertificates.append(shareEqualBytes(der));
    }
    if (m_record.role == Role::Server && !m_record.peerCertificates.isEmpty()) {
        m_record.negotiated.clientCertificate = true;
    }
}

void Attempt::noteOwnCertificate(const KeyMaterial& material)
{
    m_record.ownCertificate = toDer(material.certificate.get());
    m_record.ownCertificateName = material.name;
    m_record.ownIssuers = issuerNames(material);
    m_record.ownKey = keyDescription(material.key.get());
}

void Attempt::noteChosenCertificate()
{
    const KeyMaterial* chosen = m_tap->chosenCertificate();
    if (chosen != nullptr && chosen != m_notedCertificate) {
        m_notedCertificate = chosen;
        noteOwnCertificate(*chosen);
    }
}

void Attempt::writeKeyLog()
{
    if (m_tap->keyLog().isEmpty()) {
        return;
    }
    const Result<void> written = appendKeyLog(m_keyLogPath, m_tap->keyLog());
    if (!written && !m_keyLogFailed) {
        m_keyLogFailed = true;
        m_record.fileFaults.append(written.error());
    }
}

void Attempt::noteSocketError(QAbstractSocket::SocketError error,
                              const QString& text,
                              PeerEnding tcpEnding)
{
    if (error == QAbstractSocket::RemoteHostClosedError && saidGoodbye(Direction::Received)) {
        return; // an orderly end is no error, whatever Qt calls it
    }
    if (m_record.plain && error == QAbstractSocket::RemoteHostClosedError
        && tcpEnding == PeerEnding::Fin) {
        m_record.peerEnding = PeerEnding::Fin; // without TLS there is no other goodbye
        return;
    }
    if (error == QAbstractSocket::RemoteHostClosedError
        && m_record.peerEnding == PeerEnding::None) {
        m_record.peerEnding = tcpEnding;
        if (tcpEnding == PeerEnding::Reset) {
            m_record.errors.append({ErrorSource::System, ECONNRESET, qt_error_string(ECONNRESET)});
        }
    }
    for (const NativeError& native : nativeErrors(error, text)) {
        if (!m_record.errors.contains(native)) {
            m_record.errors.append(native);
        }
    }
}

bool Attempt::saidGoodbye(Direction direction) const
{
    return std::any_of(m_record.alerts.begin(), m_record.alerts.end(), [&](const AlertFact& alert) {
        return alert.direction == direction && alert.code == 0;
    });
}

void Attempt::takeBackUnsent(qint64 bytesWaiting)
{
    if (m_record.bytesReceived != 0 || bytesWaiting == 0 || bytesWaiting < m_record.bytesSent) {
        return;
    }
    m_nothingLeft = true;
    m_record.bytesSent = 0;
    m_record.messages.clear();
    m_record.offered = {};
    m_record.serverName.clear();
}

void Attempt::takeBackGoodbye(qint64 bytesWaiting)
{
    collect();
    const qint64 unsent = bytesWaiting + (m_tap ? m_tap->bytesWaiting() : 0);
    QList<TraceMessage>& messages = m_record.messages;
    if (unsent == 0 || messages.isEmpty()) {
        return;
    }
    const bool isGoodbye = messages.last().contentType == kAlertContent
        && messages.last().direction == Direction::Sent && messages.last().bytes.endsWith('\0');
    if (!isGoodbye || m_record.alerts.isEmpty()) {
        return;
    }
    messages.removeLast();
    m_record.alerts.removeLast();
    m_unsent = unsent;
}

void Attempt::noteEnds(const QSslSocket& socket)
{
    m_record.localAddress = socket.localAddress();
    m_record.localPort = socket.localPort();
    if (!socket.peerAddress().isNull()) { // a connection that was reset at once has none any more
        m_record.peerAddress = socket.peerAddress();
        m_record.peerPort = socket.peerPort();
    }
}

void Attempt::noteEnds(const QHostAddress& local,
                       quint16 localPort,
                       const QHostAddress& peer,
                       quint16 peerPort)
{
    m_record.localAddress = local;
    m_record.localPort = localPort;
    m_record.peerAddress = peer;
    m_record.peerPort = peerPort;
}

void Attempt::noteFirstBytes(const QByteArray& bytes)
{
    constexpr qsizetype kFirstBytes = 64;
    if (m_record.firstBytesReceived.isEmpty()) {
        m_record.firstBytesReceived = bytes.left(kFirstBytes);
    }
}

void Attempt::addData(Direction direction, const QByteArray& bytes, const QString& sender)
{
    m_record.dataDropped += keep(m_record.data, m_mostData - m_dataKept, direction, bytes, sender);
    m_dataKept += bytes.size();
}

void Attempt::countBytes(Direction direction, qint64 count)
{
    (direction == Direction::Sent ? m_record.bytesSent : m_record.bytesReceived) += count;
}

void Attempt::addClear(Direction direction, const QByteArray& shown, qsizetype count)
{
    (direction == Direction::Sent ? m_record.clearSent : m_record.clearReceived) += count;
    m_record.clearDropped
        += keep(m_record.clearDialogue, kUsualKeptBytes - m_clearKept, direction, shown);
    m_clearKept += shown.size();
}

/// How many bytes found no room. Small chunks take more than their bytes: there are only so many
/// that what they take besides stays within the usual bound, or within the chosen one.
qint64 Attempt::keep(QList<DataChunk>& chunks,
                     qint64 room,
                     Direction direction,
                     const QByteArray& bytes,
                     const QString& sender) const
{
    const qint64 mostChunks = std::max(kUsualKeptBytes, m_mostData) / kBytesPerChunk;
    room = chunks.size() < mostChunks ? std::max<qint64>(0, room) : 0;
    const QByteArray kept = bytes.size() <= room ? bytes : bytes.left(room);
    if (!kept.isEmpty()) {
        chunks.append(
            {.timeUs = elapsedUs(), .direction = direction, .bytes = kept, .sender = sender});
    }
    return bytes.size() - kept.size();
}

void Attempt::decide(ConnectionResult result)
{
    const bool lateRefusal
        = m_record.result == ConnectionResult::Established && result == ConnectionResult::Failed;
    if (m_record.result != ConnectionResult::InProgress && !lateRefusal) {
        return;
    }
    m_record.result = result;
    m_record.durationUs = elapsedUs();
    m_record.open = result == ConnectionResult::Established;
    if (m_tap) {
        m_record.negotiated.resumed = m_tap->sessionReused();
        m_record.unknownPskIdentity = m_tap->unknownPskIdentity();
        if (result == ConnectionResult::Established) {
            m_record.negotiated.pskIdentity = m_tap->usedPskIdentity();
        }
        noteStaple();
    }
}

void Attempt::noteStaple()
{
    const bool requested = m_record.staple.requested;
    m_record.staple = m_tap->staple();
    m_record.staple.requested = requested;
}

/// Of an open connection: it is certain then that something is missing.
void Attempt::noteCutRecord()
{
    const bool ended
        = m_record.peerEnding == PeerEnding::Fin || m_record.peerEnding == PeerEnding::Reset;
    if (m_record.result == ConnectionResult::Established && ended
        && !saidGoodbye(Direction::Received) && m_record.fatalAlert(Direction::Sent) == nullptr
        && m_tap->isInsideRecord()) {
        m_record.errors.append({ErrorSource::Workbench,
                                kEndedInRecord,
                                Text::tr("The stream ended in the middle of a TLS record.")});
    }
}

/// In an open connection; what comes before stands in the first bytes.
void Attempt::noteForeignBytes()
{
    if (m_record.result == ConnectionResult::Established && !m_tap->noRecord().isEmpty()) {
        m_record.errors.prepend({ErrorSource::Workbench,
                                 kNoRecordHeader,
                                 Text::tr("In place of a TLS record came “%1”.")
                                     .arg(peerWords(m_tap->noRecord().split('\n').first()))});
    }
}

SavedSession Attempt::session() const
{
    return m_tap ? m_tap->session() : SavedSession();
}

void Attempt::finish()
{
    collect();
    if (m_tap) {
        m_record.handshakeCall = m_tap->handshakeCall();
        noteFirstBytes(m_tap->firstBytes()); // also where they were no record, and so no message
        m_record.bytesReceived = std::max(m_record.bytesReceived, m_tap->bytesReceived());
        if (!m_nothingLeft) {
            m_record.bytesSent = std::max(m_record.bytesSent, m_tap->bytesSent()) - m_unsent;
        }
        writeKeyLog();
        noteCutRecord();
        noteForeignBytes();
        m_tap->release();
    }
    if (saidGoodbye(Direction::Received)) {
        m_record.peerEnding = PeerEnding::CloseNotify;
    }
    if (m_record.ownEnding == OwnEnding::None && saidGoodbye(Direction::Sent)) {
        m_record.ownEnding = OwnEnding::CloseNotify; // also in answer to the peer's
    }
    for (TraceMessage& message : m_record.messages) {
        if (message.handshakeType() == kCertificateMessage) {
            message.bytes = shareEqualBytes(message.bytes);
        }
    }
    m_record.open = false;
}

} // namespace workbench
