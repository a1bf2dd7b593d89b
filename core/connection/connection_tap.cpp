#include "core/connection/connection_tap.h"

#include "core/certificates/certificate_facts.h"

namespace workbench {
namespace {

constexpr int kFirstBytes = 64;

std::uint64_t disabledVersionOptions(TlsVersionSet versions)
{
    std::uint64_t options = 0;
    options |= versions.testFlag(TlsVersion::Tls10) ? 0 : SSL_OP_NO_TLSv1;
    options |= versions.testFlag(TlsVersion::Tls11) ? 0 : SSL_OP_NO_TLSv1_1;
    options |= versions.testFlag(TlsVersion::Tls12) ? 0 : SSL_OP_NO_TLSv1_2;
    options |= versions.testFlag(TlsVersion::Tls13) ? 0 : SSL_OP_NO_TLSv1_3;
    return options;
}

/// Qt's own callback answers with its first protocol where nothing is shared; this one sends alert
/// 120.
int selectProtocol(SSL* /*ssl*/,
                   const unsigned char** out,
                   unsigned char* outLength,
                   const unsigned char* in,
                   unsigned int inLength,
                   void* argument)
{
    const auto* plan = static_cast<const TapPlan*>(argument);
    const auto* own = reinterpret_cast<const unsigned char*>(plan->alpn.constData());
    unsigned char* selected = nullptr;
    const int result = SSL_select_next_proto(
        &selected, outLength, own, static_cast<unsigned>(plan->alpn.size()), in, inLength);
    if (result != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
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
    , m_recorder(start)
{ }

void ConnectionTap::contextCreated(SSL_CTX* context) noexcept
{
    // Level 0 lets Qt load weak certificates of our own; what holds for the handshake is set later.
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_options(context, disabledVersionOptions(m_plan->versions));
}

void ConnectionTap::message(bool sent, int contentType, ByteSpan bytes, SSL* ssl) noexcept
{
    if (!m_ssl) {
        firstMessage(ssl);
    }
    if (!sent && m_firstBytes.isEmpty()) {
        m_firstBytes = toByteArray(bytes.first(std::min<std::size_t>(bytes.size(), kFirstBytes)));
        // Qt feeds the library through a memory BIO: what follows the header is still in it.
        char* rest = nullptr;
        const long length = BIO_get_mem_data(SSL_get_rbio(ssl), &rest);
        if (rest != nullptr && length > 0) {
            m_firstBytes.append(rest,
                                std::min<qsizetype>(length, kFirstBytes - m_firstBytes.size()));
        }
    }
    m_recorder.record(sent, contentType, bytes, ssl);
}

void ConnectionTap::firstMessage(SSL* ssl)
{
    SSL_up_ref(ssl);
    m_ssl.reset(ssl);
    if (m_plan->role == Role::Client) {
        return;
    }
    SSL_set_security_level(ssl, m_plan->securityLevel);
    SSL_set_dh_auto(ssl, 1);
    if (m_plan->clientCertificate == ClientCertificatePolicy::Require) {
        SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (!m_plan->alpn.isEmpty()) {
        SSL_CTX_set_alpn_select_cb(
            SSL_get_SSL_CTX(ssl), &selectProtocol, const_cast<TapPlan*>(m_plan.get()));
    }
}

int ConnectionTap::verifyPeer(X509_STORE_CTX* context) noexcept
{
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
    m_keyLog.append(line).append('\n');
}

bool ConnectionTap::sessionReused() const
{
    return m_ssl ? SSL_session_reused(m_ssl.get()) == 1 : m_sessionReused;
}

qint64 ConnectionTap::bytesReceived() const
{
    return m_ssl ? static_cast<qint64>(BIO_number_written(SSL_get_rbio(m_ssl.get())))
                 : m_bytesReceived;
}

qint64 ConnectionTap::bytesSent() const
{
    return m_ssl ? static_cast<qint64>(BIO_number_written(SSL_get_wbio(m_ssl.get()))) : m_bytesSent;
}

void ConnectionTap::release()
{
    m_sessionReused = sessionReused();
    m_bytesReceived = bytesReceived();
    m_bytesSent = bytesSent();
    m_ssl.reset();
}

} // namespace workbench
