#include "core/connection/server_connection.h"

#include "core/connection/answer.h"
#include "core/connection/socket_errors.h"
#include "core/trace/openssl_hook.h"

#include <QCoreApplication>
#include <QTimer>

namespace workbench {
namespace {

constexpr qint64 kPeekBytes = 64;
constexpr Milliseconds kCloseLimit {1000};

} // namespace

ServerConnection::ServerConnection(std::shared_ptr<const ServerSetup> setup, QObject* parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_attempt(Role::Server, m_setup->options.name)
{
    const ServerOptions& options = m_setup->options;
    ConnectionRecord& record = m_attempt.record();
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

void ServerConnection::accept(qintptr descriptor, bool deny)
{
    m_socket.setSocketDescriptor(descriptor);
    m_attempt.noteEnds(m_socket);
    if (deny) {
        m_attempt.record().denied = true;
        // The end of the stream first: closing with a hello unread would send a bare reset.
        endStream(descriptor);
        end(ConnectionResult::Failed, PhaseResult::Failed);
        return;
    }
    m_attempt.beginPhase(PhaseName::Tls);
    watchSocket();
    if (m_socket.bytesAvailable() > 0) {
        onReadyRead();
    }
}

void ServerConnection::watchSocket()
{
    connect(&m_socket, &QSslSocket::readyRead, this, &ServerConnection::onReadyRead);
    connect(&m_socket, &QSslSocket::encrypted, this, &ServerConnection::onEncrypted);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &ServerConnection::onError);
    connect(&m_socket, &QSslSocket::disconnected, this, &ServerConnection::onDisconnected);
}

void ServerConnection::onReadyRead()
{
    if (!m_tlsStarted) {
        startTls();
    } else {
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
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setSslConfiguration(m_setup->configuration);
    const TapScope scope(m_attempt.tap());
    m_socket.startServerEncryption();
}

void ServerConnection::onEncrypted()
{
    m_attempt.collect();
    m_attempt.endPhase(PhaseResult::Done);
    m_attempt.decide(ConnectionResult::Established);
    m_attempt.beginPhase(PhaseName::Data);
    Q_EMIT changed();
    give(greeting(m_setup->options.answer));
}

void ServerConnection::onData()
{
    const QByteArray bytes = m_socket.readAll();
    if (bytes.isEmpty() || m_ended) {
        return;
    }
    m_attempt.addData(Direction::Received, bytes);
    m_attempt.collect();
    if (m_setup->options.answer.mode == AnswerMode::Http && m_pending.size() <= kMostRequestBytes) {
        m_pending += bytes;
    }
    Q_EMIT changed();
    give(reply(m_setup->options.answer, m_attempt.record(), bytes, m_pending));
}

void ServerConnection::give(const Answer& answer)
{
    if (!answer.bytes.isEmpty()) {
        send(answer.bytes);
    }
    if (answer.closes) {
        close();
    }
}

void ServerConnection::send(const QByteArray& bytes)
{
    if (m_ended || m_attempt.record().result != ConnectionResult::Established) {
        return;
    }
    m_attempt.addData(Direction::Sent, bytes);
    m_socket.write(bytes);
    Q_EMIT changed();
}

void ServerConnection::close()
{
    if (m_ended) {
        return;
    }
    if (m_attempt.record().result != ConnectionResult::Established) {
        end(ConnectionResult::Cancelled, PhaseResult::Failed);
        return;
    }
    m_socket.flush();
    QTimer::singleShot(
        kCloseLimit, this, [this] { end(ConnectionResult::Established, PhaseResult::Done); });
    m_socket.disconnectFromHost();
}

void ServerConnection::tick()
{
    if (!handshaking()) {
        return;
    }
    if (m_attempt.collect()) {
        Q_EMIT changed();
    }
    const qint64 limitUs = std::chrono::microseconds(m_setup->options.limits.handshake).count();
    if (limitUs > 0 && m_attempt.elapsedUs() >= limitUs) {
        m_attempt.record().limit = m_setup->options.limits.handshake;
        m_attempt.record().errors.append(
            {ErrorSource::Workbench,
             0,
             QCoreApplication::translate("ServerConnection", "The handshake limit of %1 ran out.")
                 .arg(toText(m_setup->options.limits.handshake))});
        end(ConnectionResult::TimedOut, PhaseResult::TimedOut);
    }
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
    end(established ? ConnectionResult::Established : ConnectionResult::Failed,
        established ? PhaseResult::Done : PhaseResult::Failed);
}

void ServerConnection::onDisconnected()
{
    const bool established = m_attempt.record().result == ConnectionResult::Established;
    end(established ? ConnectionResult::Established : ConnectionResult::Failed,
        established ? PhaseResult::Done : PhaseResult::Failed);
}

void ServerConnection::end(ConnectionResult result, PhaseResult phaseResult)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_attempt.collect();
    m_attempt.endPhase(phaseResult);
    m_attempt.decide(result);
    m_attempt.takeBackGoodbye(m_socket.encryptedBytesToWrite());
    m_attempt.finish();
    // Queued: the caller may stand inside a signal of the socket.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_socket.abort();
            Q_EMIT finished();
        },
        Qt::QueuedConnection);
}

} // namespace workbench
