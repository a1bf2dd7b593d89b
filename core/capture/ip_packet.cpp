#include "core/capture/ip_packet.h"

#include "core/capture/fault_log.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::size_t kSmallestV4 = 20;
constexpr std::size_t kV6Header = 40;

std::optional<IpPacket> readV4(Bytes packet, std::string& fault)
{
    wire::ByteReader reader(packet);
    const std::size_t headerSize = std::size_t(reader.u8() & 0x0fU) * 4;
    reader.u8();
    const std::size_t total = reader.u16();
    const std::uint16_t identification = reader.u16();
    const std::uint16_t fragment = reader.u16();
    reader.u8();
    const std::uint8_t protocol = reader.u8();
    reader.u16();
    const Bytes source = reader.bytes(4);
    const Bytes destination = reader.bytes(4);
    if (headerSize < kSmallestV4) {
        fault = "expected an IPv4 header of at least 20 bytes at offset 0, "
            + std::to_string(headerSize) + " announced";
        return std::nullopt;
    }
    if (reader.failed() || packet.size() < headerSize) {
        fault = missingText(0, headerSize, packet.size());
        return std::nullopt;
    }
    // 0: the interface cut the packet to size later (segmentation offload).
    const std::size_t length = total == 0 ? packet.size() : total;
    if (length < headerSize) {
        fault = "expected an IPv4 packet of at least " + byteCount(headerSize) + " at offset 2, "
            + std::to_string(length) + " announced";
        return std::nullopt;
    }
    constexpr unsigned kMoreFragments = 0x2000;
    constexpr unsigned kOffset = 0x1fff;
    IpPacket ip;
    ip.source = Address::from(source);
    ip.destination = Address::from(destination);
    ip.protocol = protocol;
    ip.payload = packet.first(std::min(length, packet.size())).subspan(headerSize);
    ip.moreFragments = (fragment & kMoreFragments) != 0;
    ip.fragmentOffset = (fragment & kOffset) * 8;
    ip.isFragment = ip.moreFragments || ip.fragmentOffset != 0;
    ip.identification = identification;
    return ip;
}

// RFC 8200 §4: the headers between the fixed one and the payload.
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kDestinationOptions = 60;
constexpr std::uint8_t kMobility = 135;
constexpr std::uint8_t kHostIdentity = 139;
constexpr std::uint8_t kShim6 = 140;

bool isExtension(std::uint8_t header)
{
    return header == kHopByHop || header == kRouting || header == kFragment
        || header == kAuthentication || header == kDestinationOptions || header == kMobility
        || header == kHostIdentity || header == kShim6;
}

void readFragmentHeader(wire::ByteReader& reader, IpPacket& ip)
{
    reader.u8();
    const std::uint16_t place = reader.u16();
    ip.identification = static_cast<std::uint32_t>(reader.uint(4));
    ip.fragmentOffset = place & 0xfff8U;
    ip.moreFragments = (place & 1U) != 0;
    ip.isFragment = ip.moreFragments || ip.fragmentOffset != 0;
}

std::optional<IpPacket> readV6(Bytes packet, std::string& fault)
{
    wire::ByteReader fixed(packet);
    fixed.uint(4);
    const std::size_t announced = fixed.u16();
    std::uint8_t next = fixed.u8();
    fixed.u8();
    const Bytes source = fixed.bytes(16);
    const Bytes destination = fixed.bytes(16);
    if (fixed.failed()) {
        fault = missingText(0, kV6Header, packet.size());
        return std::nullopt;
    }
    IpPacket ip;
    ip.source = Address::from(source);
    ip.destination = Address::from(destination);
    const Bytes rest = fixed.rest();
    wire::ByteReader reader(
        rest.first(announced == 0 ? rest.size() : std::min(announced, rest.size())));
    // What stands behind in a fragment is read once the datagram is whole.
    while (isExtension(next) && !ip.isFragment) {
        const std::uint8_t header = next;
        next = reader.u8();
        if (header == kFragment) {
            readFragmentHeader(reader, ip);
        } else {
            const std::size_t length = reader.u8();
            reader.bytes(header == kAuthentication ? (length + 2) * 4 - 2 : length * 8 + 6);
        }
        if (reader.failed()) {
            fault = "expected an IPv6 extension header to end before offset "
                + std::to_string(packet.size());
            return std::nullopt;
        }
    }
    ip.protocol = next;
    ip.payload = reader.rest();
    return ip;
}

} // namespace

std::optional<IpPacket> readIp(Bytes packet, std::string& fault)
{
    if (packet.empty()) {
        fault = missingText(0, 1, 0);
        return std::nullopt;
    }
    switch (packet[0] >> 4U) {
    case 4:
        return readV4(packet, fault);
    case 6:
        return readV6(packet, fault);
    default:
        fault = "expected version 4 or 6 of IP at offset 0, " + std::to_string(packet[0] >> 4U)
            + " there";
        return std::nullopt;
    }
}

} // namespace workbench::capture
