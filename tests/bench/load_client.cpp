#include "tests/bench/load_client.h"

#include "core/base/openssl_ptr.h"
#include "tests/bench/loopback_socket.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdio>
#include <memory>

namespace workbench::bench {
namespace {

struct FreeSession
{
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

class LoadClient
{
public:
    explicit LoadClient(const Load& load)
        : m_load(load)
        , m_context(SSL_CTX_new(TLS_client_method()))
    {
        SSL_CTX_set_min_proto_version(m_context.get(), load.version);
        SSL_CTX_set_max_proto_version(m_context.get(), load.version);
        SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_session_cache_mode(m_context.get(),
                                       load.offersSession
                                           ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
                                           : SSL_SESS_CACHE_OFF);
        SSL_CTX_clear_mode(m_context.get(), SSL_MODE_AUTO_RETRY); // a ticket ends SSL_read()
        SSL_CTX_set_app_data(m_context.get(), this);
        SSL_CTX_sess_set_new_cb(m_context.get(), [](SSL* ssl, SSL_SESSION* session) {
            constexpr int kTaken = 1;
            static_cast<LoadClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))
                ->m_session.reset(session);
            return kTaken;
        });
    }

    /// One handshake from connecting to closing.
    bool once()
    {
        LoopbackSocket socket(m_load.port);
        const SslPtr ssl(SSL_new(m_context.get()));
        SSL_set_fd(ssl.get(), socket.descriptor());
        if (m_load.offersSession && m_session) {
            SSL_set_session(ssl.get(), m_session.get());
        }
        if (!socket.isConnected() || SSL_connect(ssl.get()) != 1) {
            ERR_print_errors_fp(stderr);
            return false;
        }
        m_resumed += SSL_session_reused(ssl.get());
        std::array<char, 256> rest {};
        if (m_load.offersSession && m_load.version == TLS1_3_VERSION) {
            SSL_read(ssl.get(), rest.data(), static_cast<int>(rest.size())); // the first ticket
        }
        SSL_shutdown(ssl.get());
        socket.endSending(); // a QSslSocket left to itself takes no notice of the alert alone
        // Until the server has closed too: what it does for this connection is over then.
        socket.readToEnd();
        ERR_clear_error();
        return true;
    }

    bool hasSession() const { return m_session != nullptr; }

    void forgetCount() { m_resumed = 0; }

    int resumed() const { return m_resumed; }

private:
    Load m_load;
    SslContextPtr m_context;
    std::unique_ptr<SSL_SESSION, FreeSession> m_session; ///< the newest
    int m_resumed = 0;
};

} // namespace

bool runLoad(const Load& load)
{
    LoadClient client(load);
    if (load.offersSession && (!client.once() || !client.hasSession())) {
        std::fputs("The server gives no session\n", stderr);
        return false;
    }
    client.forgetCount();
    std::puts("ready");
    std::fflush(stdout);
    std::getchar();
    for (int i = 0; i < load.count; ++i) {
        if (!client.once()) {
            return false;
        }
    }
    std::printf("%d\n", client.resumed());
    return true;
}

} // namespace workbench::bench
