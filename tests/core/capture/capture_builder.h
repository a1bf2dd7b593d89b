#pragma once

#include "core/capture/byte_input.h"
#include "core/capture/endpoint.h"

#include <cstdint>
#include <string_view>
#include <vector>

/// Captures written byte by byte.
namespace workbench::tests {

using Buffer = std::vector<std::uint8_t>;

/// Appends numbers in one byte order.
class Writer
{
public:
    explicit Writer(bool bigEndian = true)
        : m_bigEndian(bigEndian)
    { }

    Writer& number(std::uint64_t value, std::size_t width);
    Writer& bytes(capture::Bytes content);
    Writer& zeros(std::size_t count);

    const Buffer& result() const { return m_bytes; }

private:
    bool m_bigEndian;
    Buffer m_bytes;
};

Buffer fromHex(std::string_view digits);

constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;

struct TcpFields
{
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint8_t flags = kAck;
    std::size_t optionBytes = 0; ///< a multiple of four
};

Buffer
tcpSegment(std::uint16_t from, std::uint16_t to, const TcpFields& fields, const Buffer& payload);
Buffer udpDatagram(std::uint16_t from, std::uint16_t to, const Buffer& payload);

struct Ipv4Fields
{
    std::uint8_t protocol = 6;
    std::size_t optionBytes = 0; ///< a multiple of four
    std::uint16_t identification = 0;
    std::uint16_t fragment = 0; ///< flags and offset as they stand in the header
    bool isReversed = false; ///< from 10.0.0.2 to 10.0.0.1
};

/// From 10.0.0.1 to 10.0.0.2.
Buffer ipv4Packet(const Buffer& payload, const Ipv4Fields& fields = {});
/// From 2001:db8::1 to 2001:db8::2; `extensions` stand between the header and the payload.
Buffer ipv6Packet(const Buffer& payload,
                  std::uint8_t protocol,
                  std::uint8_t firstHeader,
                  const Buffer& extensions);
Buffer ethernetFrame(const Buffer& ip, std::uint16_t type = 0x0800, const Buffer& tags = {});

struct PcapForm
{
    bool bigEndian = false;
    bool nanoseconds = false;
    std::uint32_t linkType = 1;
};

Buffer pcapFile(const std::vector<Buffer>& packets, const PcapForm& form = {});

Buffer pcapngSection(bool bigEndian);
Buffer pcapngBlock(bool bigEndian, std::uint32_t type, const Buffer& body);
/// `options` as they stand in the block.
Buffer pcapngInterface(bool bigEndian, std::uint16_t linkType, const Buffer& options = {});
Buffer
pcapngEnhanced(bool bigEndian, std::uint32_t interface, std::uint64_t time, const Buffer& packet);
Buffer pcapngSimple(bool bigEndian, const Buffer& packet);

Buffer operator+(Buffer one, const Buffer& other);

} // namespace workbench::tests
