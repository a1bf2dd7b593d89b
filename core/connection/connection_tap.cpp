#include "core/connection/connection_tap.h"

#include "core/base/openssl_bytes.h"
#include "core/base/openssl_errors.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_facts.h"
#include "core/connection/certificate_choice.h"
#include "core/connection/handshake_settings_apply.h"
#include "core/connection/server_handshake_apply.h"
#include "core/connection/tap_callbacks.h"

#include <algorithm>
#include <cstring>

namespace workbench {
namespace {

constexpr int kFirstBytes = 64;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kEncryptedExtensions = 8;
constexpr std::uint8_t kCertificate = 11;
constexpr std::uint8_t kFinished = 20;

std::uint64_t disabledVersionOptions(Transport transport, TlsVersionSet versions)
{
    std::uint64_t options = 0;
    if (transport == Transport::Udp) { // DTLS 1.0 is TLS 1.1 over datagrams (RFC 4347)
        const bool first
            = versions.testFlag(TlsVersion::Tls10) || versions.testFlag(TlsVersion::Tls11);
        options |= first ? 0 : SSL_OP_NO_DTLSv1;
        options |= versions.testFlag(TlsVersion::Tls12) ? 0 : SSL_OP_NO_DTLSv1_2;
        return options;
    }
    options |= versions.testFlag(TlsVersion::Tls10) ? 0 : SSL_OP_NO_TLSv1;
    options |= versions.testFlag(TlsVersion::Tls11) ? 0 : SSL_OP_NO_TLSv1_1;
    options |= versions.testFlag(TlsVersion::Tls12) ? 0 : SSL_OP_NO_TLSv1_2;
    options |= versions.testFlag(TlsVersion::Tls13) ? 0 : SSL_OP_NO_TLSv1_3;
    return options;
}

/// The certificate, its chain and its key; those with a key of another type stay.
bool useCredentials(SSL* ssl, const KeyMaterial& material)
{
    if (SSL_use_certificate(ssl, material.certificate.get()) != 1
        || SSL_use_PrivateKey(ssl, material.key.get()) != 1) {
        return false;
    }
    const auto& chain = material.chain;
    return std::all_of(chain.begin(), chain.end(), [ssl](const std::shared_ptr<X509>& issuer) {
        return SSL_add1_chain_cert(ssl, issuer.get()) == 1;
    });
}

/// TLS 1.2 and older name the key in the session, TLS 1.3 does not.
QString namedIdentity(const SSL* ssl)
{
    const char* identity = SSL_get_psk_identity(ssl);
    return identity == nullptr ? QString() : QString::fromUtf8(identity);
}

bool isPrintable(const QByteArray& text)
{
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) >= ' ' && letter != '\x7f';
    });
}

} // namespace

int defaultSecurityLevel()
{
    static const int level = [] {
        const SslContextPtr context(SSL_CTX_new(TLS_method()));
        return context ? SSL_CTX_get_security_level(context.get()) : 1;
    }();
    return level;
}

ConnectionTap::ConnectionTap(std::shared_ptr<const TapPlan> plan,
                             TraceRecorder::Clock::time_point start)
    : m_plan(std::move(plan))
    , m_start(start)
    , m_recorder(start)
{ }

ConnectionTap::~ConnectionTap()
{
    release();
    wipe(m_transportBytes.keyLog);
}

qint64 ConnectionTap::elapsedUs() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(TraceRecorder::Clock::now()
                                                                 - m_start)
        .count();
}

void ConnectionTap::contextCreated(SSL_CTX* context) noexcept
{
    // Level 0 lets Qt load weak certificates of our own; what holds for the handshake is set later.
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_options(context, disabledVersionOptions(m_plan->transport, m_plan->versions));
    if (m_plan->role == Role::Client && m_plan->handshake.askTimestamps) {
        askForTimestamps(context);
    }
    // Over datagrams the SSL object is our own, and prepared as soon as it is made.
    if (m_plan->role == Role::Client && m_plan->transport == Transport::Tcp
        && (m_plan->askStaple || m_plan->psk.isSet() || m_plan->handshake != HandshakeSettings())) {
        watchHelloStart(context);
    }
}

void ConnectionTap::prepareClient(SSL* ssl) noexcept
{
    applySettings(ssl, m_plan->handshake);
    if (m_plan->askStaple) {
        SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
        SSL_CTX_set_tlsext_status_cb(SSL_get_SSL_CTX(ssl), &onStapleReceived);
    }
    if (m_plan->psk.isSet()) {
        // Qt's own callbacks, set when it made the SSL object, ask the socket's user by a signal.
        SSL_set_psk_use_session_callback(ssl, nullptr);
        SSL_set_psk_client_callback(ssl, &onKeyAskedOfClient);
    }
}

/// Of what came, of which these bytes are the first.
QByteArray ConnectionTap::beginningOf(ByteSpan bytes, const SSL* ssl)
{
    QByteArray all = toByteArray(bytes.first(std::min<std::size_t>(bytes.size(), kFirstBytes)));
    // Qt feeds the library through a memory BIO: what follows the header is still in it.
    char* rest = nullptr;
    const long length = BIO_get_mem_data(SSL_get_rbio(ssl), &rest);
    if (rest != nullptr && length > 0) {
        all.append(rest, std::min<qsizetype>(length, kFirstBytes - all.size()));
    }
    return all;
}

void ConnectionTap::message(bool sent, int contentType, ByteSpan bytes, SSL* ssl) noexcept
{
    if (!m_ssl) {
        firstMessage(ssl);
    }
    if (!sent && m_firstBytes.isEmpty()) {
        m_firstBytes = beginningOf(bytes, ssl);
    }
    if (!sent && contentType == SSL3_RT_HEADER && bytes.size() == SSL3_RT_HEADER_LENGTH
        && bytes[1] != SSL3_VERSION_MAJOR && m_noRecord.isEmpty()) {
        m_noRecord = beginningOf(bytes, ssl);
    }
    m_recorder.record(sent, contentType, bytes, ssl);
    m_library.message(ssl, elapsedUs());
    if (contentType != SSL3_RT_HANDSHAKE || bytes.empty()) {
        return;
    }
    if (bytes[0] == kEncryptedExtensions && m_plan->psk.isSet()) {
        noteKeyUse(ssl);
    }
    if (bytes[0] == kCertificate && sent && m_plan->role == Role::Server) {
        noteCertificateInUse(ssl);
    }
    if (bytes[0] == kClientHello && !sent && m_handshakeDone) {
        limitRenegotiations(ssl);
    }
    m_handshakeDone = m_handshakeDone || (bytes[0] == kFinished && !sent);
    if (bytes[0] == kFinished && !sent) {
        m_plan->role == Role::Client ? judgeSession(ssl) : noteClientOfSession(ssl);
    }
}

/// OpenSSL calls an external key a resumption, too. A session that was made before has a ticket.
void ConnectionTap::noteKeyUse(SSL* ssl)
{
    const bool byKey = m_plan->role == Role::Server
        ? m_keyFound
        : SSL_SESSION_has_ticket(SSL_get_session(ssl)) == 0;
    if (SSL_session_reused(ssl) == 1 && byKey) {
        m_usedPskIdentity = QString::fromUtf8(m_plan->psk.identity());
    }
}

/// With a session that is taken up again no certificate comes, and OpenSSL asks for no check: it
/// takes the old result along. The certificate in the session is judged by what holds now.
void ConnectionTap::judgeSession(SSL* ssl)
{
    X509* leaf = SSL_SESSION_get0_peer(SSL_get_session(ssl));
    if (SSL_session_reused(ssl) != 1 || leaf == nullptr) {
        return;
    }
    m_sessionCertificates = QList<QByteArray> {toDer(leaf)} + m_plan->sessionIssuers;
    const Result<Verification> judged
        = verifyCertificates(m_sessionCertificates, m_plan->trust, m_plan->query);
    m_verification = judged.value_or(Verification());
    m_verification.enforced = m_plan->enforce;
    m_verification.ofSession = true;
    m_refusesSession = m_plan->enforce && !m_verification.trusted;
}

/// Who the client is, of whom the session holds the certificate alone: that of TLS 1.3 and tickets
/// have no chain, so that a new check could not say more than the one that the session began with.
void ConnectionTap::noteClientOfSession(SSL* ssl)
{
    X509* leaf = SSL_SESSION_get0_peer(SSL_get_session(ssl));
    if (SSL_session_reused(ssl) == 1 && leaf != nullptr) {
        m_sessionCertificates = {toDer(leaf)};
    }
}

/// The library asks for this option when it looks at the hello, right behind this.
void ConnectionTap::limitRenegotiations(SSL* ssl)
{
    const bool askedHere = SSL_renegotiate_pending(ssl) == 1;
    if (!askedHere && ++m_renegotiations > m_plan->serverHandshake.renegotiations) {
        SSL_clear_options(ssl, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    }
}

void ConnectionTap::firstMessage(SSL* ssl)
{
    SSL_up_ref(ssl);
    m_ssl.reset(ssl);
    watchTransport(true);
    // Qt takes no credentials of a server, and none whose key is on a token. Certificates are
    // chosen after the client_hello, on both roles.
    if (m_plan->transport == Transport::Tcp && !m_plan->certificates.isEmpty()
        && (m_plan->role == Role::Server || m_plan->certificates.first().keyOnToken)) {
        present(ssl, {0});
    }
    if (m_plan->role == Role::Server) {
        applyServerPlan(ssl, *m_plan);
    }
    if (m_refusal) {
        watchRefusedHello();
    }
}

void ConnectionTap::refuseWith(quint8 alert)
{
    m_refusal = alert;
    if (m_ssl) {
        watchRefusedHello();
    }
}

void ConnectionTap::watchRefusedHello()
{
    SSL_CTX_set_client_hello_cb(SSL_get_SSL_CTX(m_ssl.get()), &onRefusedHello, nullptr);
}

/// In place of what the context came with. As Qt does it: what is weak can be loaded, and what
/// holds decides when it is sent.
bool ConnectionTap::present(SSL* ssl, const QList<qsizetype>& numbers)
{
    const int level = SSL_get_security_level(ssl);
    SSL_set_security_level(ssl, 0);
    SSL_certs_clear(ssl);
    const bool used = std::all_of(numbers.begin(), numbers.end(), [&](qsizetype number) {
        return useCredentials(ssl, m_plan->certificates.at(number));
    });
    SSL_set_security_level(ssl, level);
    return used;
}

int ConnectionTap::judgeStaple(SSL* ssl) noexcept
{
    const unsigned char* bytes = nullptr;
    const long length = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
    if (bytes == nullptr || length <= 0) {
        // That none came is no reason to refuse (RFC 6066 §8), unless the certificate promises one.
        return m_plan->enforce && m_staple.promised ? 0 : 1;
    }
    const QByteArray response(reinterpret_cast<const char*>(bytes), length);
    const QList<QByteArray>& built = m_verification.builtChain;
    const bool promised = m_staple.promised;
    m_staple = workbench::judgeStaple(response, built + m_peerCertificates);
    m_staple.promised = promised;
    return m_plan->enforce && !m_staple.isAcceptable() ? 0 : 1;
}

int ConnectionTap::giveStaple(SSL* ssl) noexcept
{
    noteCertificateInUse(ssl);
    const QByteArray staple = m_plan->staples.value(m_chosenCertificate);
    if (staple.isEmpty()) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    void* copy = OPENSSL_memdup(staple.constData(), static_cast<std::size_t>(staple.size()));
    if (copy == nullptr
        || SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(staple.size())) != 1) {
        OPENSSL_free(copy);
        return SSL_TLSEXT_ERR_NOACK;
    }
    m_staple.present = true;
    m_staple.response = staple;
    return SSL_TLSEXT_ERR_OK;
}

int ConnectionTap::chooseCertificate(SSL* ssl) noexcept
{
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    QList<qsizetype> loaded = std::exchange(
        m_offeredCertificates, chooseCertificates(m_plan->certificates, QByteArray(name)));
    if (loaded.isEmpty()) {
        loaded = {0}; // since the first message
    }
    m_chosenCertificate = m_offeredCertificates.first();
    return loaded == m_offeredCertificates || present(ssl, m_offeredCertificates) ? 1 : 0;
}

/// OpenSSL has chosen one of those that are offered, by the client's signature algorithms.
void ConnectionTap::noteCertificateInUse(const SSL* ssl)
{
    const X509* inUse = SSL_get_certificate(ssl);
    for (const qsizetype number : std::as_const(m_offeredCertificates)) {
        if (m_plan->certificates.at(number).certificate.get() == inUse) {
            m_chosenCertificate = number;
        }
    }
}

const KeyMaterial* ConnectionTap::chosenCertificate() const
{
    return m_offeredCertificates.isEmpty() ? nullptr
                                           : &m_plan->certificates.at(m_chosenCertificate);
}

const PreSharedKey* ConnectionTap::keyFor(const char* identity) noexcept
{
    const QByteArray named(identity);
    if (named == m_plan->psk.identity()) {
        m_keyFound = true;
        return &m_plan->psk;
    }
    if (isPrintable(named)) { // the tickets of TLS 1.3 are asked for as well
        m_unknownPskIdentity = QString::fromUtf8(named);
    }
    return nullptr;
}

int ConnectionTap::verifyPeer(X509_STORE_CTX* context) noexcept
{
    // Here it is parsed already, which costs a tenth of a handshake.
    m_staple.promised
        = m_plan->role == Role::Client && promisesStaple(X509_STORE_CTX_get0_cert(context));
    m_peerCertificates.clear();
    const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        m_peerCertificates.append(toDer(sk_X509_value(sent, i)));
    }
    return verifyInHandshake(
        context, m_plan->trust, m_plan->query, m_plan->enforce, m_verification);
}

void ConnectionTap::keyLogLine(const char* line) noexcept
{
    if (m_plan->keyLog) {
        m_keyLog.append(line).append('\n');
    }
    if (m_plan->captureSecrets) {
        m_transportBytes.keyLog.append(line).append('\n');
    }
}

bool ConnectionTap::sessionReused() const
{
    const bool external = !m_usedPskIdentity.isEmpty();
    return m_ssl ? SSL_session_reused(m_ssl.get()) == 1 && !external : m_sessionReused;
}

SavedSession ConnectionTap::session() const
{
    SSL_SESSION* newest = m_ssl ? SSL_get_session(m_ssl.get()) : nullptr;
    if (newest == nullptr || SSL_SESSION_is_resumable(newest) != 1) {
        return {};
    }
    // Where no certificates came, the session is a further one of that which was offered.
    QList<QByteArray> issuers = m_plan->sessionIssuers;
    if (const STACK_OF(X509)* sent = SSL_get_peer_cert_chain(m_ssl.get())) {
        issuers.clear();
        for (int i = 1; i < sk_X509_num(sent); ++i) {
            issuers.append(toDer(sk_X509_value(sent, i)));
        }
    }
    return {derOf(i2d_SSL_SESSION, newest), std::move(issuers)};
}

QString ConnectionTap::usedPskIdentity() const
{
    return m_usedPskIdentity.isEmpty() && m_ssl ? namedIdentity(m_ssl.get()) : m_usedPskIdentity;
}

void ConnectionTap::sayGoodbye()
{
    const OpenSslErrorGuard guard;
    if (m_ssl) {
        SSL_shutdown(m_ssl.get());
    }
}

qint64 ConnectionTap::bytesWaiting() const
{
    return m_ssl ? static_cast<qint64>(BIO_ctrl_pending(SSL_get_wbio(m_ssl.get()))) : 0;
}

qint64 ConnectionTap::bytesReceived() const
{
    if (!m_ssl) {
        return m_bytesReceived;
    }
    // Qt writes what came into a memory BIO; datagrams are only read.
    BIO* bio = SSL_get_rbio(m_ssl.get());
    return static_cast<qint64>(m_plan->transport == Transport::Udp ? BIO_number_read(bio)
                                                                   : BIO_number_written(bio));
}

/// The library has taken a header, whole or in part, and waits for what belongs to it.
bool ConnectionTap::isInsideRecord() const
{
    SSL* ssl = m_ssl.get();
    if (ssl == nullptr || m_plan->transport == Transport::Udp || SSL_pending(ssl) > 0
        || BIO_ctrl_pending(SSL_get_rbio(ssl)) > 0) {
        return false;
    }
    const bool awaitsBody = std::strcmp(SSL_rstate_string(ssl), "RB") == 0;
    return awaitsBody || SSL_has_pending(ssl) == 1;
}

qint64 ConnectionTap::bytesSent() const
{
    return m_ssl ? static_cast<qint64>(BIO_number_written(SSL_get_wbio(m_ssl.get()))) : m_bytesSent;
}

LibraryCall ConnectionTap::handshakeCall()
{
    if (m_ssl) {
        m_library.look(m_ssl.get(), elapsedUs());
    }
    return m_library.call(elapsedUs());
}

void ConnectionTap::blocked(bool reading) noexcept
{
    m_library.blocked(reading, m_ssl.get(), elapsedUs());
}

void ConnectionTap::arrived(ByteSpan bytes) noexcept
{
    if (const qsizetype room = kFirstBytes - m_firstBytes.size(); room > 0) {
        m_firstBytes
            += toByteArray(bytes.first(std::min(bytes.size(), static_cast<std::size_t>(room))));
    }
}

/// Both BIOs are Qt's or DtlsSession's; over datagrams they are one.
void ConnectionTap::watchTransport(bool watch)
{
    for (BIO* bio : {SSL_get_rbio(m_ssl.get()), SSL_get_wbio(m_ssl.get())}) {
        BIO_set_callback_ex(bio, watch ? &onTransport : nullptr);
        BIO_set_callback_arg(bio, reinterpret_cast<char*>(watch ? m_ssl.get() : nullptr));
    }
}

void ConnectionTap::transported(Direction direction, ByteSpan bytes) noexcept
{
    const auto length = static_cast<qint64>(bytes.size());
    if (m_transportBytes.dropped > 0 || m_transportBytes.kept + length > kMostCapturedBytes) {
        m_transportBytes.dropped += length; // a stream with a hole could not be read
        return;
    }
    m_transportBytes.kept += length;
    m_transportBytes.chunks.append(
        {.timeUs = elapsedUs(), .direction = direction, .bytes = toByteArray(bytes)});
}

void ConnectionTap::release()
{
    m_sessionReused = sessionReused();
    m_bytesReceived = bytesReceived();
    m_bytesSent = bytesSent();
    if (m_ssl) {
        watchTransport(false);
    }
    m_ssl.reset();
}

} // namespace workbench
