#include "core/connection/socket_settings_apply.h"

#include "core/connection/socket_address.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace workbench {
namespace {

int setOption(int descriptor, int level, int option, bool on)
{
    const int value = on ? 1 : 0;
    return ::setsockopt(descriptor, level, option, &value, sizeof value) == 0 ? 0 : errno;
}

bool option(int descriptor, int level, int name)
{
    int value = 0;
    socklen_t length = sizeof value;
    return ::getsockopt(descriptor, level, name, &value, &length) == 0 && value != 0;
}

QHostAddress anyAddress(int family)
{
    return {family == AF_INET6 ? QHostAddress::AnyIPv6 : QHostAddress::AnyIPv4};
}

int bindTo(int descriptor, const SocketSettings& settings, int family, bool stream)
{
    const QHostAddress wanted = settings.localAddress.isEmpty()
        ? anyAddress(family)
        : QHostAddress(settings.localAddress);
    const SocketAddress local(wanted, static_cast<quint16>(settings.localPort));
    if (local.family() != family) {
        return EAFNOSUPPORT;
    }
    if (stream && settings.localPort != 0) {
        // A former connection from this port may still be dying (TIME_WAIT, RFC 9293 §3.6.1). A
        // listener on it is in the way all the same.
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, true);
    }
    return ::bind(descriptor, local.get(), local.length) == 0 ? 0 : errno;
}

} // namespace

int applySettings(int descriptor, const SocketSettings& settings, int family, bool stream)
{
    struct Wish
    {
        bool applies;
        int level;
        int option;
        bool on;
    };

    const Wish wishes[] = {
        {stream, IPPROTO_TCP, TCP_NODELAY, settings.nagle != Nagle::Always},
        {stream && settings.keepAlive, SOL_SOCKET, SO_KEEPALIVE, true},
        {settings.dontRoute, SOL_SOCKET, SO_DONTROUTE, true},
        {!stream && settings.broadcast, SOL_SOCKET, SO_BROADCAST, true},
    };
    for (const Wish& wish : wishes) {
        if (wish.applies) {
            if (const int number = setOption(descriptor, wish.level, wish.option, wish.on);
                number != 0) {
                return number;
            }
        }
    }
    const bool local = !settings.localAddress.isEmpty() || settings.localPort != 0;
    return local ? bindTo(descriptor, settings, family, stream) : 0;
}

void switchNagleOn(int descriptor)
{
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, false);
}

SocketFacts socketFacts(int descriptor, bool stream)
{
    return {.keepAlive = option(descriptor, SOL_SOCKET, SO_KEEPALIVE),
            .noDelay = stream && option(descriptor, IPPROTO_TCP, TCP_NODELAY),
            .dontRoute = option(descriptor, SOL_SOCKET, SO_DONTROUTE),
            .broadcast = option(descriptor, SOL_SOCKET, SO_BROADCAST)};
}

} // namespace workbench
