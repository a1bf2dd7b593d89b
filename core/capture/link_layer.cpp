#include "core/capture/ip_packet.h"

namespace workbench::capture {
namespace {

// LINKTYPE_ numbers (draft-ietf-opsawg-pcaplinktype).
constexpr std::uint32_t kNull = 0;
constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kRawBsd = 12;
constexpr std::uint32_t kRawOpenBsd = 14;
constexpr std::uint32_t kRaw = 101;
constexpr std::uint32_t kLoop = 108;
constexpr std::uint32_t kLinuxCooked = 113;
constexpr std::uint32_t kIpv4 = 228;
constexpr std::uint32_t kIpv6 = 229;
constexpr std::uint32_t kLinuxCooked2 = 276;

constexpr std::uint16_t kTypeIpv4 = 0x0800;
constexpr std::uint16_t kTypeIpv6 = 0x86dd;

bool isVlanTag(std::uint16_t type)
{
    return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/// The reader is behind an EtherType: over VLAN tags (IEEE 802.1Q) to the packet.
LinkResult behindType(wire::ByteReader reader, std::uint16_t type, Bytes& ip)
{
    constexpr int kMostTags = 8;
    for (int i = 0; i < kMostTags && isVlanTag(type); ++i) {
        reader.u16();
        type = reader.u16();
    }
    if (reader.failed()) {
        return LinkResult::Cut;
    }
    ip = reader.rest();
    return type == kTypeIpv4 || type == kTypeIpv6 ? LinkResult::Ip : LinkResult::Other;
}

/// A protocol family in the byte order of the machine that captured.
LinkResult behindFamily(wire::ByteReader reader, Bytes& ip)
{
    const Bytes family = reader.bytes(4);
    if (reader.failed()) {
        return LinkResult::Cut;
    }
    ip = reader.rest();
    const unsigned value = family[0] != 0 ? family[0] : family[3];
    // 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24, 28 and 30 on the BSDs.
    const bool isIp = value == 2 || value == 10 || value == 24 || value == 28 || value == 30;
    return isIp ? LinkResult::Ip : LinkResult::Other;
}

} // namespace

LinkResult findIp(std::uint32_t linkType, Bytes packet, Bytes& ip)
{
    constexpr std::size_t kMacAddresses = 12;
    constexpr std::size_t kCookedBeforeType = 14;
    constexpr std::size_t kCooked2BehindType = 18;
    wire::ByteReader reader(packet);
    switch (linkType) {
    case kEthernet:
        reader.bytes(kMacAddresses);
        break;
    case kLinuxCooked:
        reader.bytes(kCookedBeforeType);
        break;
    case kLinuxCooked2: {
        const std::uint16_t type = reader.u16();
        reader.bytes(kCooked2BehindType);
        return reader.failed() ? LinkResult::Cut : behindType(reader, type, ip);
    }
    case kNull:
    case kLoop:
        return behindFamily(reader, ip);
    case kRaw:
    case kRawBsd:
    case kRawOpenBsd:
    case kIpv4:
    case kIpv6:
        ip = packet;
        return LinkResult::Ip;
    default:
        return LinkResult::Unknown;
    }
    const std::uint16_t type = reader.u16();
    return behindType(reader, type, ip);
}

} // namespace workbench::capture
