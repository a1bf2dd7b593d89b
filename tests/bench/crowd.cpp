#include "tests/bench/crowd.h"

#include "core/base/openssl_ptr.h"
#include "tests/bench/give_up.h"
#include "tests/bench/loopback_socket.h"

#include <openssl/ssl.h>

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>

namespace workbench::bench {

namespace {

SSL_CTX* sharedContext()
{
    static const SslContextPtr context = [] {
        SslContextPtr made(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_min_proto_version(made.get(), TLS1_3_VERSION);
        SSL_CTX_set_verify(made.get(), SSL_VERIFY_NONE, nullptr);
        return made;
    }();
    return context.get();
}

void setBlocking(int descriptor, bool blocking)
{
    const int flags = ::fcntl(descriptor, F_GETFL);
    ::fcntl(descriptor, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

void finish(SSL& ssl)
{
    if (SSL_connect(&ssl) != 1) {
        giveUp("A handshake of the crowd failed");
    }
}

} // namespace

struct Crowd::Client
{
    explicit Client(quint16 port)
        : socket(port)
        , ssl(SSL_new(sharedContext()))
    {
        if (!socket.isConnected()) {
            giveUp("A client of the crowd finds no server");
        }
        SSL_set_fd(ssl.get(), socket.descriptor());
    }

    LoopbackSocket socket;
    SslPtr ssl;
};

Crowd::Crowd(quint16 port, int count)
    : m_port(port)
    , m_clients(static_cast<std::size_t>(count))
{ }

Crowd::~Crowd() = default;

std::unique_ptr<Crowd::Client> Crowd::newcomer() const
{
    auto client = std::make_unique<Client>(m_port);
    setBlocking(client->socket.descriptor(), false);
    const int result = SSL_connect(client->ssl.get());
    if (SSL_get_error(client->ssl.get(), result) != SSL_ERROR_WANT_READ) {
        giveUp("A client of the crowd cannot send its hello");
    }
    setBlocking(client->socket.descriptor(), true);
    return client;
}

void Crowd::sayHello()
{
    for (auto& client : m_clients) {
        client = newcomer();
    }
}

void Crowd::comeOneByOne()
{
    for (auto& client : m_clients) {
        client = newcomer();
        finish(*client->ssl);
    }
}

void Crowd::awaitAnswers() const
{
    for (const auto& client : m_clients) {
        char first = 0;
        if (::recv(client->socket.descriptor(), &first, 1, MSG_PEEK) != 1) {
            giveUp("A client of the crowd got no answer");
        }
    }
}

void Crowd::finishHandshakes()
{
    for (const auto& client : m_clients) {
        finish(*client->ssl);
    }
}

void Crowd::leave()
{
    for (const auto& client : m_clients) {
        SSL_shutdown(client->ssl.get());
        client->socket.endSending();
    }
    for (const auto& client : m_clients) {
        client->socket.readToEnd();
    }
    m_clients.clear();
}

std::chrono::microseconds answerTime(qint64 serverProcess, quint16 port, int count)
{
    const auto server = static_cast<pid_t>(serverProcess);
    Crowd crowd(port, count);
    ::kill(server, SIGSTOP);
    crowd.sayHello();
    const auto begin = std::chrono::steady_clock::now();
    ::kill(server, SIGCONT);
    crowd.awaitAnswers();
    const auto end = std::chrono::steady_clock::now();
    crowd.finishHandshakes();
    crowd.leave();
    return std::chrono::duration_cast<std::chrono::microseconds>(end - begin);
}

} // namespace workbench::bench
