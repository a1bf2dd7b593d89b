#pragma once

#include <QString>

namespace workbench {

/// When Nagle's algorithm holds small segments back until earlier ones are acknowledged (RFC 9293
/// §3.7.4).
enum class Nagle
{
    Never, ///< TCP_NODELAY
    AfterHandshake, ///< off for the handshake, on again afterwards
    Always
};

/// What the system's socket of a connection is told, before it connects.
struct SocketSettings
{
    bool keepAlive = false; ///< SO_KEEPALIVE; streams only
    Nagle nagle = Nagle::Never; ///< streams only
    QString localAddress; ///< IP literal; empty: the system chooses
    int localPort = 0; ///< 0: the system chooses; below 1024 only with the right to
    bool dontRoute = false; ///< SO_DONTROUTE: only to networks that this computer is part of
    bool broadcast = false; ///< SO_BROADCAST; datagrams without DTLS only
    int mtu = 0; ///< of DTLS: bytes of a datagram without IP and UDP headers; 0: 1400

    bool operator==(const SocketSettings&) const = default;
};

/// What OpenSSL takes as the smallest, and a UDP datagram as the largest.
constexpr int kLeastMtu = 256;
constexpr int kMostMtu = 65507;
constexpr int kUsualMtu = 1400;

} // namespace workbench
