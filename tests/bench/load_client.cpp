#include "tests/bench/load_client.h"

#include "core/base/openssl_ptr.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench::bench {
namespace {

int connectTo(quint16 port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor);
        return -1;
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

bool handshake(SSL_CTX* context, int descriptor)
{
    const SslPtr ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), descriptor);
    if (SSL_connect(ssl.get()) != 1 || SSL_session_reused(ssl.get()) == 1) {
        return false;
    }
    SSL_shutdown(ssl.get());
    ::shutdown(descriptor,
               SHUT_WR); // a QSslSocket left to itself takes no notice of the alert alone
    // Until the server has closed too: what it does for this connection is over then.
    std::array<char, 256> rest {};
    while (SSL_read(ssl.get(), rest.data(), static_cast<int>(rest.size())) > 0) { }
    while (::read(descriptor, rest.data(), rest.size()) > 0) { }
    return true;
}

} // namespace

bool runLoad(quint16 port, int version, int count)
{
    const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    for (int i = 0; i < count; ++i) {
        const int descriptor = connectTo(port);
        if (descriptor < 0) {
            perror("connect");
            return false;
        }
        const bool done = handshake(context.get(), descriptor);
        ::close(descriptor);
        if (!done) {
            ERR_print_errors_fp(stderr);
            return false;
        }
        ERR_clear_error();
    }
    return true;
}

} // namespace workbench::bench
