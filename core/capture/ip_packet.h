#pragma once

#include "core/capture/endpoint.h"

#include <cstdint>
#include <optional>
#include <string>

namespace workbench::capture {

using wire::Bytes;

/// What of an IP packet matters here, headers and extension headers read.
struct IpPacket
{
    Address source;
    Address destination;
    std::uint8_t protocol = 0; ///< 6 TCP, 17 UDP
    Bytes payload;
    bool isFragment = false;
    std::uint32_t identification = 0; ///< of the datagram that the fragment belongs to
    std::uint32_t fragmentOffset = 0; ///< in bytes
    bool moreFragments = false;
};

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

/// What stands in front of IP: Ethernet with VLAN tags, Linux cooked (both versions), BSD loopback,
/// or nothing.
enum class LinkResult : std::uint8_t
{
    Ip,
    Other, ///< a protocol that is not IP
    Cut, ///< ends within its header
    Unknown ///< no link type that is known here
};

/// Finds the IP packet in what was captured on a link of the type.
LinkResult findIp(std::uint32_t linkType, Bytes packet, Bytes& ip);

/// Reads an IPv4 (RFC 791) or IPv6 packet (RFC 8200). Nothing when it is malformed: `fault` says
/// why, with offsets from the packet's first byte. A packet that was cut has a shorter payload.
std::optional<IpPacket> readIp(Bytes packet, std::string& fault);

} // namespace workbench::capture
