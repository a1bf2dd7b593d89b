#include "tests/bench/loopback_socket.h"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace workbench::bench {

LoopbackSocket::LoopbackSocket(quint16 port)
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (m_descriptor < 0
        || ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address)
            != 0) {
        std::perror("connect");
        ::close(std::exchange(m_descriptor, -1));
        return;
    }
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

LoopbackSocket::~LoopbackSocket()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

LoopbackSocket::LoopbackSocket(LoopbackSocket&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{ }

void LoopbackSocket::endSending() const
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void LoopbackSocket::readToEnd() const
{
    std::array<char, 256> rest {};
    while (::read(m_descriptor, rest.data(), rest.size()) > 0) { }
}

} // namespace workbench::bench
