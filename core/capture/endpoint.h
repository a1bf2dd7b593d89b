#pragma once

#include "core/wire/byte_reader.h"

#include <array>
#include <cstdint>
#include <string>
#include <tuple>

namespace workbench::capture {

/// An IPv4 or IPv6 address, in network byte order.
struct Address
{
    bool isV6 = false;
    std::array<std::uint8_t, 16> bytes {}; ///< IPv4: the first four

    /// `bytes` holds 4 or 16.
    static Address from(wire::Bytes bytes);
    /// "127.0.0.1", "2001:db8::1" (RFC 5952).
    std::string text() const;

    bool operator==(const Address&) const = default;

    bool operator<(const Address& other) const
    {
        return std::tie(isV6, bytes) < std::tie(other.isV6, other.bytes);
    }
};

/// One end of a conversation.
struct Endpoint
{
    Address address;
    std::uint16_t port = 0;

    /// "127.0.0.1:443", "[2001:db8::1]:443".
    std::string text() const;

    bool operator==(const Endpoint&) const = default;

    bool operator<(const Endpoint& other) const
    {
        return std::tie(address, port) < std::tie(other.address, other.port);
    }
};

} // namespace workbench::capture
