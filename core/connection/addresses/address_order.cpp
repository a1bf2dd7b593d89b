#include "core/connection/addresses/address_order.h"

#include "core/connection/socket_address.h"

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

namespace workbench {
namespace {

QList<QHostAddress> inTurn(const QList<QHostAddress>& first, const QList<QHostAddress>& second)
{
    QList<QHostAddress> ordered;
    for (qsizetype i = 0; i < std::max(first.size(), second.size()); ++i) {
        ordered += first.mid(i, 1);
        ordered += second.mid(i, 1);
    }
    return ordered;
}

/// Connecting a datagram socket asks the table of routes, and sends nothing.
bool hasWayTo(const QHostAddress& address)
{
    constexpr quint16 kDiscard = 9;
    const SocketAddress target(address, kDiscard);
    const int descriptor = ::socket(target.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return false;
    }
    const bool known = ::connect(descriptor, target.get(), target.length) == 0;
    ::close(descriptor);
    return known;
}

} // namespace

bool isIpv6(const QHostAddress& address)
{
    return address.protocol() == QAbstractSocket::IPv6Protocol;
}

QList<QHostAddress>
orderedAddresses(const QList<QHostAddress>& found, FamilyPreference preference, bool haveIpv6)
{
    QList<QHostAddress> six;
    QList<QHostAddress> four;
    for (const QHostAddress& address : found) {
        (isIpv6(address) ? six : four).append(address);
    }
    switch (preference) {
    case FamilyPreference::OnlyIpv6:
        return six;
    case FamilyPreference::OnlyIpv4:
        return four;
    case FamilyPreference::PreferIpv4:
        return four + six;
    case FamilyPreference::PreferIpv6:
        return haveIpv6 ? six + four : four + six;
    case FamilyPreference::HappyEyeballs:
        break;
    }
    if (!haveIpv6) {
        return four + six;
    }
    return isIpv6(found.value(0)) ? inTurn(six, four) : inTurn(four, six);
}

bool hasWayToIpv6(const QList<QHostAddress>& addresses)
{
    return std::any_of(addresses.begin(), addresses.end(), [](const QHostAddress& address) {
        return isIpv6(address) && hasWayTo(address);
    });
}

} // namespace workbench
