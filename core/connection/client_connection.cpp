#include "core/connection/client_connection.h"

#include "core/connection/client_connection_private.h"
#include "core/connection/tls_configuration.h"
#include "core/trace/openssl_hook.h"

#include <QNetworkProxy>

namespace workbench {
namespace {

constexpr int kCertificateRequest = 13;
constexpr int kNewSessionTicket = 4;
constexpr quint16 kTls13 = 0x0304;
/// How long a TLS 1.3 server may take to refuse a client certificate after our handshake is done.
constexpr Milliseconds kLateRefusalGrace {250};
/// A stalled handshake shows what has come so far at this pace.
constexpr Milliseconds kProgressPoll {100};

} // namespace

void ClientConnection::Private::fillRecord()
{
    if (options.host.isEmpty()) {
        options.host = QStringLiteral("localhost");
    }
    ConnectionRecord& record = attempt.record();
    record.host = options.host;
    record.port = options.port;
    record.proxy = options.proxy.toUrl();
    record.explicitTls = options.explicitTls.protocol;
    record.peerPort = nextPort();
    record.allowedVersions = options.versions;
    record.verify = options.verify;
    record.transport = options.transport;
    record.plain = options.plain;
    record.socket = options.socket;
    race.setSettings(options.socket);
    record.sessionOffered = !options.session.isEmpty();
    record.sessionVersion = options.session.version();
    record.sessionSuite = options.session.cipherSuite();
    if (options.credentials.certificate) {
        attempt.noteOwnCertificate(options.credentials);
    }
}

void ClientConnection::Private::connectSocket()
{
    if (overDatagrams()) {
        connectDatagrams();
    }
    socket.setProxy(QNetworkProxy::NoProxy);
    connectResolution();
    connectRace();
    QObject::connect(&socket, &QSslSocket::encrypted, q, [this] { onEncrypted(); });
    QObject::connect(&socket,
                     &QSslSocket::errorOccurred,
                     q,
                     [this](QAbstractSocket::SocketError error) { onError(error); });
    QObject::connect(&socket, &QSslSocket::readyRead, q, [this] { onReadyRead(); });
    QObject::connect(&socket, &QSslSocket::disconnected, q, [this] { onDisconnected(); });
    // Queued: the signals come from within the writing that they tell of.
    const auto written = [this] {
        continueHalfClose();
        if (file) {
            file->goOn();
        }
    };
    QObject::connect(&socket, &QSslSocket::encryptedBytesWritten, q, written, Qt::QueuedConnection);
    QObject::connect(&socket, &QSslSocket::bytesWritten, q, written, Qt::QueuedConnection);
    QObject::connect(&wholeTimer, &QTimer::timeout, q, [this] { onTimeout(true); });
    QObject::connect(&phaseTimer, &QTimer::timeout, q, [this] { onTimeout(false); });
    QObject::connect(&progressTimer, &QTimer::timeout, q, [this] { onProgress(); });
    QObject::connect(
        &socket, &QSslSocket::encryptedBytesWritten, q, [this] { dataLimits.noteBytes(); });
    QObject::connect(&socket, &QSslSocket::bytesWritten, q, [this] {
        if (options.plain) { // else they are those of TLS before they are encrypted
            dataLimits.noteBytes();
        }
    });
    QObject::connect(&dataLimits,
                     &DataLimits::ranOut,
                     q,
                     [this](Milliseconds limit, bool ofSilence) { onDataLimit(limit, ofSilence); });
}

/// Everything that can be wrong with the options is found before the first packet.
bool ClientConnection::Private::prepareTls()
{
    const int level = effectiveSecurityLevel(options.versions, options.tuning);
    const Result<QSslConfiguration> qt = clientConfiguration(options, level);
    if (!qt) {
        attempt.record().errors.append({ErrorSource::Workbench, 0, qt.error().toLine()});
        return false;
    }
    configuration = *qt;
    if (!options.trust.store) {
        if (const Result<TrustAnchors> system = TrustAnchors::system()) {
            options.trust = *system;
        }
    }
    auto made = std::make_shared<TapPlan>();
    made->role = Role::Client;
    made->transport = options.transport;
    made->versions = options.versions;
    made->securityLevel = level;
    made->trust = options.trust;
    made->query.purpose = CertificatePurpose::Server;
    made->query.host = options.verify == VerifyMode::Chain ? QString() : options.host;
    made->query.securityLevel = level;
    made->query.pins = options.pins;
    made->query.time = options.check.time;
    made->query.revocationLists = options.revocationLists;
    made->query.revocation = options.revocationLists.lists.isEmpty() ? RevocationCheck::None
                                                                     : options.check.revocation;
    made->enforce = options.verify != VerifyMode::None;
    made->keyLog = !options.keyLogPath.isEmpty();
    made->capture = !options.capturePath.isEmpty();
    made->captureSecrets = options.captureSecrets;
    made->askStaple = options.askStaple;
    made->handshake = options.handshake;
    made->psk = options.psk;
    made->sessionIssuers = options.session.issuers();
    made->certificates = {options.credentials};
    plan = std::move(made);
    attempt.attachTap(plan, options.keyLogPath);
    return true;
}

void ClientConnection::Private::limitPhase(PhaseName phase)
{
    if (const Milliseconds limit = limitOf(phase); limit.count() > 0) {
        phaseTimer.start(limit);
    } else {
        phaseTimer.stop();
    }
}

void ClientConnection::Private::noteSocket(qintptr descriptor)
{
    attempt.record().socketFacts = socketFacts(static_cast<int>(descriptor), !overDatagrams());
}

/// Row 16: the small segments of the handshake were not held back, those that follow may be.
void ClientConnection::Private::endHandshakeDelay()
{
    if (!overDatagrams() && options.socket.nagle == Nagle::AfterHandshake) {
        switchNagleOn(static_cast<int>(socket.socketDescriptor()));
        noteSocket(socket.socketDescriptor());
    }
}

void ClientConnection::Private::startTls()
{
    tlsBegun = true;
    attempt.beginPhase(PhaseName::Tls);
    witness.attach(socket.socketDescriptor());
    limitPhase(PhaseName::Tls);
    progressTimer.start(kProgressPoll);
    socket.setSslConfiguration(configuration);
    const TapScope scope(attempt.tap());
    socket.startClientEncryption();
}

bool ClientConnection::Private::awaitsLateRefusal() const
{
    const ConnectionRecord& record = attempt.record();
    return record.negotiated.version == kTls13
        && record.sawMessage(kCertificateRequest, Direction::Received)
        && !record.sawMessage(kNewSessionTicket, Direction::Received) && !record.hadData();
}

/// RFC 8446 §4.6.1: the session to keep comes after the handshake.
bool ClientConnection::Private::awaitsTicket() const
{
    const ConnectionRecord& record = attempt.record();
    return !options.sessionPath.isEmpty() && record.negotiated.version == kTls13
        && !record.sawMessage(kNewSessionTicket, Direction::Received);
}

void ClientConnection::Private::onEncrypted()
{
    attempt.collect();
    if (awaitsLateRefusal()) {
        // RFC 8446 §4.4.2.4: the server judges our certificate only after we have finished.
        graceEndUs = attempt.elapsedUs() + std::chrono::microseconds(kLateRefusalGrace).count();
        progressTimer.start(kGracePoll);
        return;
    }
    establish();
}

void ClientConnection::Private::onProgress()
{
    if (resetWatchEndUs != 0) {
        lookForReset();
        return;
    }
    if (attempt.collect()) {
        announce();
    }
    if (renegotiating
        && rekeyingAnswers(attempt.record(), Rekeying::Renegotiation) > answersBefore) {
        renegotiating = false;
        progressTimer.stop();
    }
    if (ticketEndUs != 0 && (!awaitsTicket() || attempt.elapsedUs() >= ticketEndUs)) {
        ticketEndUs = 0;
        closeNow();
        return;
    }
    if (graceEndUs != 0 && (!awaitsLateRefusal() || attempt.elapsedUs() >= graceEndUs)) {
        establish();
    }
}

void ClientConnection::Private::establish()
{
    if (ended || attempt.record().result != ConnectionResult::InProgress) {
        return;
    }
    graceEndUs = 0;
    wholeTimer.stop();
    phaseTimer.stop();
    progressTimer.stop();
    witness.release();
    attempt.collect();
    if (attempt.tap()->refusesSession()) {
        refuseSession();
        return;
    }
    attempt.endPhase(PhaseResult::Done);
    endHandshakeDelay();
    beginData();
}

void ClientConnection::Private::beginData()
{
    attempt.decide(ConnectionResult::Established);
    attempt.beginPhase(PhaseName::Data);
    dataLimits.begin(options.limits.idle, options.limits.data);
    announce();
    Q_EMIT q->established();
}

void ClientConnection::Private::onReadyRead()
{
    const QByteArray bytes = socket.readAll();
    if (bytes.isEmpty() || ended) {
        return;
    }
    if (!tlsBegun) {
        onClear(clearPhases.receive(bytes));
        return;
    }
    takeData(bytes);
    if (options.plain) {
        takePlain(bytes);
        return;
    }
    attempt.collect();
    establish();
    if (attempt.record().result != ConnectionResult::Established) {
        return;
    }
    announce();
    Q_EMIT q->dataReceived(bytes);
}

/// `sender`: as in DataChunk.
void ClientConnection::Private::takeData(const QByteArray& bytes, const QString& sender)
{
    dataLimits.noteBytes();
    attempt.addData(Direction::Received, bytes, sender);
    if (const Result<void> written = received.write(bytes); !written) {
        attempt.record().fileFaults.append(written.error());
    }
}

void ClientConnection::Private::announce()
{
    if (announcing || ended) {
        return;
    }
    announcing = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            announcing = false;
            Q_EMIT q->changed();
        },
        Qt::QueuedConnection);
}

ClientConnection::ClientConnection(ClientOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{ }

ClientConnection::~ClientConnection()
{
    d->ended = true;
    d->socket.disconnect(this);
    d->resolution.cancel();
    d->race.abort();
    d->systemProxy.cancel();
    d->socket.abort();
    d->datagrams.close();
}

void ClientConnection::start()
{
    d->fillRecord();
    d->attempt.setMostData(d->options.keeping.mostBytes);
    if (const Result<void> begun = d->received.begin(d->options.keeping.receivedPath); !begun) {
        d->attempt.record().fileFaults.append(begun.error());
    }
    d->connectSocket();
    if (!d->options.plain && !d->prepareTls()) {
        d->end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    if (d->options.limits.whole.count() > 0) {
        d->wholeTimer.start(d->options.limits.whole);
    }
    d->findWay();
}

void ClientConnection::cancel()
{
    d->end(ConnectionResult::Cancelled, PhaseResult::Failed);
}

Result<void> ClientConnection::startTls()
{
    Result<void> allowed = d->mayStartTls();
    if (allowed) {
        d->startTlsByHand();
        d->announce();
    }
    return allowed;
}

ConnectionRecordPtr ClientConnection::snapshot() const
{
    return d->attempt.snapshot();
}

SavedSession ClientConnection::session() const
{
    const bool isUp = !d->ended && d->attempt.record().result == ConnectionResult::Established;
    return isUp ? d->attempt.session() : d->session;
}

const ClientOptions& ClientConnection::options() const
{
    return d->options;
}

} // namespace workbench
