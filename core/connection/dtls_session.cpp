#include "core/connection/dtls_session.h"

#include "core/base/openssl_errors.h"
#include "core/connection/tls_configuration.h"
#include "core/trace/openssl_hook.h"

#include <QCoreApplication>

#include <openssl/err.h>

#include <sys/time.h>

namespace workbench {
namespace {

constexpr qsizetype kLargestRecord = 16384; // RFC 6347 §4.1

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(DtlsSession)
};

Error unusable(const char* option, const QString& value)
{
    Error error = openSslError(Text::tr("OpenSSL cannot use “%1”.").arg(value));
    error.code = ErrorCode::InvalidInput;
    error.where = QString::fromLatin1(option);
    return error;
}

Result<void> setLists(SSL_CTX* context, const DtlsSetup& setup)
{
    const TlsTuning& tuning = setup.tuning;
    const QByteArray ciphers = cipherString(tuning, setup.securityLevel);
    if (SSL_CTX_set_cipher_list(context, ciphers.constData()) != 1) {
        return fail(unusable("ciphers", tuning.cipherList));
    }
    if (!tuning.groups.isEmpty()
        && SSL_CTX_set1_groups_list(context, tuning.groups.toLatin1().constData()) != 1) {
        return fail(unusable("groups", tuning.groups));
    }
    if (!tuning.signatureAlgorithms.isEmpty()
        && SSL_CTX_set1_sigalgs_list(context, tuning.signatureAlgorithms.toLatin1().constData())
            != 1) {
        return fail(unusable("sigalgs", tuning.signatureAlgorithms));
    }
    return {};
}

Result<void> setCredentials(SSL_CTX* context, const KeyMaterial& material)
{
    if (!material.certificate) {
        return {};
    }
    if (Result<void> usable = checkCredentials(material); !usable) {
        return usable;
    }
    if (SSL_CTX_use_certificate(context, material.certificate.get()) != 1
        || SSL_CTX_use_PrivateKey(context, material.key.get()) != 1) {
        return fail(openSslError(Text::tr("OpenSSL cannot use the certificate.")));
    }
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        if (SSL_CTX_add1_chain_cert(context, issuer.get()) != 1) {
            return fail(openSslError(Text::tr("OpenSSL cannot use the certificate's chain.")));
        }
    }
    return {};
}

} // namespace

DtlsSession::DtlsSession()
    : m_channel(std::make_unique<DatagramChannel>())
{ }

DtlsSession::~DtlsSession() = default;

Result<std::unique_ptr<DtlsSession>>
DtlsSession::create(const DtlsSetup& setup, ConnectionTap* tap, SendDatagram send)
{
    std::unique_ptr<DtlsSession> session(new DtlsSession);
    session->m_counter.setMtu(setup.mtu);
    session->m_channel->send
        = [made = session.get(), send = std::move(send)](const QByteArray& datagram) {
              made->m_counter.note(Direction::Sent, datagram);
              made->m_sent.note(datagram);
              send(datagram);
          };
    session->m_tap = tap;
    session->m_channel->cookieSecret = setup.cookieSecret;
    session->m_channel->peer = setup.peer;
    session->m_channel->mtu = setup.mtu;
    ERR_clear_error();
    if (const Result<void> prepared = session->prepare(setup, tap); !prepared) {
        return workbench::fail(prepared.error());
    }
    return session;
}

Result<void> DtlsSession::prepareContext(const DtlsSetup& setup)
{
    SSL_CTX* context = m_context.get();
    // The level in force comes with the lists; before that it is 0, so that weak certificates of
    // one's own can be loaded.
    if (Result<void> set = setCredentials(context, setup.credentials); !set) {
        return set;
    }
    if (Result<void> set = setLists(context, setup); !set) {
        return set;
    }
    const Result<QByteArray> alpn = alpnToWire(setup.tuning.alpn);
    if (!alpn) {
        return workbench::fail(alpn.error());
    }
    if (setup.role == Role::Client) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_set_alpn_protos(context,
                                reinterpret_cast<const unsigned char*>(alpn->constData()),
                                static_cast<unsigned>(alpn->size()));
    } else {
        SSL_CTX_set_cookie_generate_cb(context, &makeCookie);
        SSL_CTX_set_cookie_verify_cb(context, &checkCookie);
    }
    return {};
}

Result<void> DtlsSession::prepare(const DtlsSetup& setup, ConnectionTap* tap)
{
    const bool client = setup.role == Role::Client;
    {
        const TapScope scope(tap);
        m_context.reset(SSL_CTX_new(client ? DTLS_client_method() : DTLS_server_method()));
    }
    if (!m_context) {
        return workbench::fail(openSslError(Text::tr("OpenSSL makes no DTLS context.")));
    }
    if (Result<void> prepared = prepareContext(setup); !prepared) {
        return prepared;
    }
    m_ssl.reset(SSL_new(m_context.get()));
    BIO* bio = m_ssl ? newDatagramBio(m_channel.get()) : nullptr;
    if (bio == nullptr) {
        return workbench::fail(openSslError(Text::tr("OpenSSL makes no DTLS connection.")));
    }
    SSL* ssl = m_ssl.get();
    SSL_set_bio(ssl, bio, bio);
    SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
    DTLS_set_link_mtu(ssl, setup.mtu);
    if (!client) {
        SSL_set_options(ssl, SSL_OP_COOKIE_EXCHANGE);
        const bool asks = tap->plan().clientCertificate != ClientCertificatePolicy::None;
        SSL_set_verify(ssl, asks ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
        SSL_set_accept_state(ssl);
        return {};
    }
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    SSL_set_connect_state(ssl);
    tap->prepareClient(ssl);
    if (!setup.serverName.isEmpty()) {
        SSL_set_tlsext_host_name(ssl, setup.serverName.constData());
    }
    if (!setup.session.isEmpty()) {
        const SslSessionPtr session = setup.session.parsed();
        if (!session || SSL_set_session(ssl, session.get()) != 1) {
            Error error = openSslError(Text::tr("OpenSSL cannot take up the session."));
            error.where = QStringLiteral("session");
            return workbench::fail(error);
        }
    }
    return {};
}

DtlsSession::State DtlsSession::start()
{
    return advance();
}

DtlsSession::State DtlsSession::advance()
{
    if (m_state != State::Handshaking) {
        return m_state;
    }
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    mendTrace();
    if (result == 1) {
        m_state = State::Established;
        return m_state;
    }
    return fail(result);
}

/// What a call that did not succeed means.
DtlsSession::State DtlsSession::fail(int result)
{
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        static_cast<void>(takeOpenSslErrors());
        return m_state;
    case SSL_ERROR_ZERO_RETURN:
        m_state = State::Closed;
        return m_state;
    default:
        break;
    }
    const QList<OpenSslError> errors = takeOpenSslErrors();
    for (const OpenSslError& error : errors) {
        m_errors.append({ErrorSource::OpenSsl, static_cast<qint64>(error.code), error.text});
    }
    m_state = State::Failed;
    return m_state;
}

DtlsSession::State DtlsSession::receive(const QByteArray& datagram)
{
    m_counter.note(Direction::Received, datagram);
    m_channel->incoming = datagram;
    advance();
    if (m_state == State::Established) {
        read();
    }
    m_channel->incoming.clear();
    return m_state;
}

/// What the library handed over of messages that it cut is not what it sent.
void DtlsSession::mendTrace()
{
    for (const QByteArray& message : m_sent.takeWhole()) {
        m_tap->recorder().mendSent(message);
    }
}

void DtlsSession::read()
{
    QByteArray room(kLargestRecord, Qt::Uninitialized);
    for (;;) {
        ERR_clear_error();
        const int length = SSL_read(m_ssl.get(), room.data(), static_cast<int>(room.size()));
        if (length <= 0) {
            mendTrace(); // a flight may have been sent again
            fail(length);
            return;
        }
        m_data.append(room.left(length));
    }
}

QList<QByteArray> DtlsSession::takeData()
{
    return std::exchange(m_data, {});
}

bool DtlsSession::send(const QByteArray& bytes)
{
    if (m_state != State::Established || bytes.isEmpty()) {
        return false;
    }
    ERR_clear_error();
    const int written = SSL_write(m_ssl.get(), bytes.constData(), static_cast<int>(bytes.size()));
    static_cast<void>(takeOpenSslErrors());
    return written > 0;
}

void DtlsSession::sendAll(const QByteArray& bytes)
{
    const auto room = static_cast<qsizetype>(DTLS_get_data_mtu(m_ssl.get()));
    const qsizetype most = room > 0 ? std::min(room, kMostPerDatagram) : kMostPerDatagram;
    for (qsizetype at = 0; at < bytes.size(); at += most) {
        send(bytes.mid(at, most));
    }
}

void DtlsSession::close()
{
    if (m_state == State::Established || m_state == State::Closed) {
        SSL_shutdown(m_ssl.get());
        static_cast<void>(takeOpenSslErrors());
        m_state = State::Closed;
    }
}

std::optional<Milliseconds> DtlsSession::untilRetransmission() const
{
    timeval left {};
    if (DTLSv1_get_timeout(m_ssl.get(), &left) != 1) {
        return std::nullopt;
    }
    constexpr int kPerSecond = 1000;
    return Milliseconds(left.tv_sec * kPerSecond + (left.tv_usec + kPerSecond - 1) / kPerSecond);
}

DtlsSession::State DtlsSession::retransmit()
{
    ERR_clear_error();
    const long handled = DTLSv1_handle_timeout(m_ssl.get());
    if (handled < 0) {
        return fail(-1);
    }
    if (handled > 0) {
        mendTrace();
        m_counter.noteTimeout();
    }
    return m_state;
}

} // namespace workbench
