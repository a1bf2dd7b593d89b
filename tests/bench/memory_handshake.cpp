#include "tests/bench/memory_handshake.h"

#include "tests/support/test_pki.h"

namespace workbench::bench {

MemoryHandshake::MemoryHandshake()
{
    const tests::TestPki pki;
    const KeyMaterial server = pki.serverWithRoot();
    const SslContextPtr serverContext(SSL_CTX_new(TLS_server_method()));
    const SslContextPtr clientContext(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_use_certificate(serverContext.get(), server.certificate.get());
    SSL_CTX_use_PrivateKey(serverContext.get(), server.key.get());
    for (const auto& issuer : server.chain) {
        SSL_CTX_add1_chain_cert(serverContext.get(), issuer.get());
    }
    m_server.reset(SSL_new(serverContext.get()));
    const SslPtr client(SSL_new(clientContext.get()));
    BIO* serverEnd = nullptr;
    BIO* clientEnd = nullptr;
    BIO_new_bio_pair(&serverEnd, 0, &clientEnd, 0);
    SSL_set_bio(m_server.get(), serverEnd, serverEnd);
    SSL_set_bio(client.get(), clientEnd, clientEnd);
    SSL_set_msg_callback(m_server.get(), &note);
    SSL_set_msg_callback_arg(m_server.get(), this);
    SSL_set_accept_state(m_server.get());
    SSL_set_connect_state(client.get());
    bool done = false;
    for (int flight = 0; flight < 10 && !done; ++flight) {
        const bool clientDone = SSL_do_handshake(client.get()) == 1;
        done = SSL_do_handshake(m_server.get()) == 1 && clientDone;
    }
    if (!done) {
        qFatal("The handshake in memory does not come to an end");
    }
    SSL_set_msg_callback(m_server.get(), nullptr);
}

const MemoryHandshake& MemoryHandshake::instance()
{
    static const MemoryHandshake it;
    return it;
}

void MemoryHandshake::note(int sent,
                           int /*version*/,
                           int contentType,
                           const void* bytes,
                           std::size_t length,
                           SSL* /*ssl*/,
                           void* self)
{
    const auto* begin = static_cast<const std::uint8_t*>(bytes);
    static_cast<MemoryHandshake*>(self)->m_calls.push_back(
        {.sent = sent != 0, .contentType = contentType, .bytes = {begin, begin + length}});
}

} // namespace workbench::bench
