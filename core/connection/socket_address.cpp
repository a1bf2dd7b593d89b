#include "core/connection/socket_address.h"

#include <QNetworkInterface>

#include <cstring>
#include <netinet/in.h>

namespace workbench {

SocketAddress::SocketAddress(const QHostAddress& address, quint16 port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 target {};
        target.sin6_family = AF_INET6;
        target.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&target.sin6_addr, &bytes, sizeof target.sin6_addr);
        target.sin6_scope_id
            = static_cast<quint32>(QNetworkInterface::interfaceIndexFromName(address.scopeId()));
        std::memcpy(&storage, &target, sizeof target);
        length = sizeof target;
    } else {
        sockaddr_in target {};
        target.sin_family = AF_INET;
        target.sin_port = htons(port);
        target.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&storage, &target, sizeof target);
        length = sizeof target;
    }
}

} // namespace workbench
