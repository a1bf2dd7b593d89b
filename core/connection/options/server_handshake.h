#pragma once

#include <cstdint>

namespace workbench {

/// A group of finite-field Diffie-Hellman (RFC 7919) for TLS 1.2 and older.
enum class DhGroup : std::uint8_t
{
    Usual, ///< as strong as the certificate's key, and no smaller than ffdhe2048
    Ffdhe2048,
    Ffdhe3072,
    Ffdhe4096,
    Ffdhe6144,
    Ffdhe8192
};

/// How a server holds its handshakes, beyond the lists of what it takes.
struct ServerHandshake
{
    bool clientOrder = false; ///< of what both have the client's first choice is taken
    int renegotiations = 0; ///< to TLS 1.2: so often a client may begin another handshake on its
                            ///< connection; further wishes are refused (RFC 5246 §7.2.2)
    DhGroup dhGroup = DhGroup::Usual;

    bool operator==(const ServerHandshake&) const = default;
};

constexpr int kMostRenegotiations = 100; ///< each costs a server as much as a new client

} // namespace workbench
