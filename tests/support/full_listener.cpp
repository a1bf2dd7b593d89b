#include "tests/support/full_listener.h"

#include "core/connection/socket_address.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench::tests {

FullListener::FullListener(const QHostAddress& address, quint16 port)
{
    const SocketAddress wanted(address, port);
    const int listener = ::socket(wanted.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    m_descriptors.push_back(listener);
    if (::bind(listener, wanted.get(), wanted.length) != 0 || ::listen(listener, 0) != 0) {
        return;
    }
    sockaddr_in bound {};
    socklen_t length = sizeof bound;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &length);
    m_port = ntohs(bound.sin_port);
    fill(address);
}

FullListener::~FullListener()
{
    for (const int descriptor : m_descriptors) {
        ::close(descriptor);
    }
}

/// Until one connection gets no answer.
void FullListener::fill(const QHostAddress& address)
{
    constexpr int kAnswersWithinMs = 200;
    const SocketAddress target(address, m_port);
    for (bool answered = true; answered;) {
        const int client = ::socket(target.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        m_descriptors.push_back(client);
        pollfd wait {.fd = client, .events = POLLOUT, .revents = 0};
        answered = ::connect(client, target.get(), target.length) == 0
            || ::poll(&wait, 1, kAnswersWithinMs) > 0;
    }
}

} // namespace workbench::tests
