#pragma once

#include <QHostAddress>

#include <sys/socket.h>

namespace workbench {

/// An address and port in the form of the system's socket calls; IPv6 zones included.
struct SocketAddress
{
    SocketAddress() = default; ///< none
    SocketAddress(const QHostAddress& address, quint16 port);

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }

    int family() const { return storage.ss_family; }

    sockaddr_storage storage {};
    socklen_t length = 0;
};

} // namespace workbench
