#include "tests/support/raw_clients.h"

#include "core/base/openssl_ptr.h"
#include "core/connection/socket_address.h"

#include <openssl/ssl.h>

#include <sys/socket.h>
#include <unistd.h>

namespace workbench::tests {

RawClients::RawClients(quint16 port)
    : m_port(port)
{ }

RawClients::~RawClients()
{
    reset();
}

bool RawClients::prepare(int count)
{
    for (int i = 0; i < count; ++i) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) {
            return false;
        }
        m_prepared.append(descriptor);
    }
    return true;
}

bool RawClients::open(int count, const QByteArray& words)
{
    const SocketAddress server(QHostAddress(QHostAddress::LocalHost), m_port);
    for (int i = 0; i < count; ++i) {
        if (m_prepared.isEmpty() && !prepare(1)) {
            return false;
        }
        m_descriptors.append(m_prepared.takeFirst());
        if (::connect(m_descriptors.last(), server.get(), server.length) != 0) {
            return false;
        }
        say(m_descriptors.size() - 1, words);
    }
    return true;
}

void RawClients::say(qsizetype client, const QByteArray& words)
{
    static_cast<void>(::send(m_descriptors.at(client),
                             words.constData(),
                             static_cast<std::size_t>(words.size()),
                             MSG_NOSIGNAL));
}

void RawClients::reset()
{
    for (const int descriptor : m_descriptors + m_prepared) {
        const linger hard {.l_onoff = 1, .l_linger = 0};
        ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        ::close(descriptor);
    }
    m_descriptors.clear();
    m_prepared.clear();
}

QByteArray clientHello()
{
    const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
    const SslPtr ssl(SSL_new(context.get()));
    BIO* sent = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), sent);
    SSL_connect(ssl.get());
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(sent, &bytes);
    return {bytes, length};
}

} // namespace workbench::tests
