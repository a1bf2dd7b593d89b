#include "core/connection/server_handshake_apply.h"

#include "core/base/openssl_errors.h"
#include "core/connection/tap_callbacks.h"

namespace workbench {
namespace {

/// OpenSSL knows external keys of TLS 1.3 by SHA-256 (RFC 8446 §4.2.11 makes that the default), and
/// takes one only where the suite has the same hash.
constexpr const char* kSuitesForKeys
    = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";

void applyDhParameters(SSL* ssl, EVP_PKEY* parameters)
{
    SSL_set_dh_auto(ssl, parameters == nullptr ? 1 : 0);
    if (parameters == nullptr) {
        return;
    }
    // What fails here is looked for by the library's callers in the same queue of errors.
    const OpenSslErrorGuard guard;
    EVP_PKEY_up_ref(parameters);
    if (SSL_set0_tmp_dh_pkey(ssl, parameters) != 1) {
        EVP_PKEY_free(parameters);
    }
}

void applyHandshake(SSL* ssl, const ServerHandshake& handshake)
{
    // Qt and our own contexts for datagrams begin with different orders.
    if (handshake.clientOrder) {
        SSL_clear_options(ssl, SSL_OP_CIPHER_SERVER_PREFERENCE);
    } else {
        SSL_set_options(ssl, SSL_OP_CIPHER_SERVER_PREFERENCE);
    }
    if (handshake.renegotiations > 0) {
        SSL_set_options(ssl, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    }
}

} // namespace

void applyServerPlan(SSL* ssl, const TapPlan& plan)
{
    SSL_CTX* context = SSL_get_SSL_CTX(ssl);
    SSL_set_security_level(ssl, plan.securityLevel);
    applyDhParameters(ssl, plan.dhParameters.get());
    applyHandshake(ssl, plan.serverHandshake);
    if (plan.clientCertificate == ClientCertificatePolicy::Require) {
        SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (plan.issuerNames) {
        SSL_set0_CA_list(ssl, SSL_dup_CA_list(plan.issuerNames.get()));
    }
    if (!plan.alpn.isEmpty()) {
        SSL_CTX_set_alpn_select_cb(context, &onSelectProtocol, const_cast<TapPlan*>(&plan));
    }
    if (plan.unknownNames != UnknownNames::Serve) {
        SSL_CTX_set_tlsext_servername_callback(context, &onServerName);
        SSL_CTX_set_tlsext_servername_arg(context, const_cast<TapPlan*>(&plan));
    }
    if (plan.sessions) {
        plan.sessions->attach(ssl);
        SSL_CTX_sess_set_new_cb(context, &onNewSession);
        SSL_CTX_sess_set_get_cb(context, &onFindSession);
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &onTicket);
    }
    SSL_set_num_tickets(ssl, static_cast<std::size_t>(plan.sessionSettings.ticketCount));
    if (!plan.sessionSettings.tickets) {
        SSL_set_options(ssl, SSL_OP_NO_TICKET);
        SSL_set_num_tickets(ssl, 0); // that option alone makes TLS 1.3 give tickets with an id
    }
    if (plan.certificates.size() > 1) {
        SSL_set_cert_cb(ssl, &onCertificateWanted, nullptr);
    }
    if (!plan.staples.isEmpty()) {
        SSL_CTX_set_tlsext_status_cb(context, &onStapleAsked);
    }
    if (plan.psk.isSet()) {
        SSL_set_psk_server_callback(ssl, &onKeyAskedOfServer);
        if (plan.ownSuites) {
            SSL_set_ciphersuites(ssl, kSuitesForKeys);
        }
    }
}

} // namespace workbench
