#include "core/connection/two_ends.h"

#include <algorithm>
#include <limits>

namespace workbench {
namespace {

/// A server that has much to do hears of a client that has left already.
constexpr qint64 kLateUs = 1'000'000;

bool isUnspecified(const QHostAddress& address)
{
    return address.isNull() || address == QHostAddress(QHostAddress::Any)
        || address == QHostAddress(QHostAddress::AnyIPv4)
        || address == QHostAddress(QHostAddress::AnyIPv6);
}

/// A socket for both families has IPv4 in IPv6, one for datagrams may not know its own address.
bool fits(const QHostAddress& own, const QHostAddress& seen)
{
    return isUnspecified(own) || own.isEqual(seen, QHostAddress::ConvertV4MappedToIPv4);
}

qint64 endUs(const ConnectionRecord& record)
{
    if (record.open) {
        return std::numeric_limits<qint64>::max();
    }
    qint64 length = record.durationUs; // up to the verdict
    if (!record.phases.isEmpty()) {
        length = std::max(length, record.phases.last().startUs + record.phases.last().durationUs);
    }
    return record.steadyStartUs + length;
}

bool livesFit(const ConnectionRecord& client, const ConnectionRecord& server)
{
    const qint64 end = endUs(client);
    const bool inTime = end > std::numeric_limits<qint64>::max() - kLateUs
        || server.steadyStartUs <= end + kLateUs;
    return client.steadyStartUs <= server.steadyStartUs && inTime;
}

bool endsFit(const ConnectionRecord& client, const ConnectionRecord& server)
{
    // What goes to everybody does not say at whose address it comes in.
    return client.transport == server.transport && client.localPort != 0
        && client.localPort == server.peerPort && client.peerPort == server.localPort
        && fits(client.localAddress, server.peerAddress)
        && (client.socket.broadcast || fits(server.localAddress, client.peerAddress));
}

} // namespace

std::optional<qint64> betweenEndsUs(const ConnectionRecord& one, const ConnectionRecord& other)
{
    if (one.role == other.role) {
        return {};
    }
    const bool isClient = one.role == Role::Client;
    const ConnectionRecord& client = isClient ? one : other;
    const ConnectionRecord& server = isClient ? other : one;
    if (!endsFit(client, server) || !livesFit(client, server)) {
        return {};
    }
    return server.steadyStartUs - client.steadyStartUs;
}

} // namespace workbench
