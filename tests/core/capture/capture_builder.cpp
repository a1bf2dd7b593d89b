#include "tests/core/capture/capture_builder.h"

namespace workbench::tests {
namespace {

unsigned digit(char character)
{
    const auto place = std::string_view("0123456789abcdef").find(character);
    return static_cast<unsigned>(place);
}

Buffer padded(Buffer bytes)
{
    bytes.resize((bytes.size() + 3) / 4 * 4);
    return bytes;
}

} // namespace

Writer& Writer::number(std::uint64_t value, std::size_t width)
{
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t place = m_bigEndian ? width - 1 - i : i;
        m_bytes.push_back(static_cast<std::uint8_t>(value >> (place * 8)));
    }
    return *this;
}

Writer& Writer::bytes(capture::Bytes content)
{
    m_bytes.insert(m_bytes.end(), content.begin(), content.end());
    return *this;
}

Writer& Writer::zeros(std::size_t count)
{
    m_bytes.resize(m_bytes.size() + count);
    return *this;
}

Buffer fromHex(std::string_view digits)
{
    Buffer bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(digit(digits[i]) << 4U | digit(digits[i + 1])));
    }
    return bytes;
}

Buffer operator+(Buffer one, const Buffer& other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

Buffer
tcpSegment(std::uint16_t from, std::uint16_t to, const TcpFields& fields, const Buffer& payload)
{
    return Writer()
        .number(from, 2)
        .number(to, 2)
        .number(fields.sequence, 4)
        .number(fields.acknowledgment, 4)
        .number((5 + fields.optionBytes / 4) << 4U, 1)
        .number(fields.flags, 1)
        .zeros(6 + fields.optionBytes)
        .bytes(payload)
        .result();
}

Buffer udpDatagram(std::uint16_t from, std::uint16_t to, const Buffer& payload)
{
    return Writer()
        .number(from, 2)
        .number(to, 2)
        .number(8 + payload.size(), 2)
        .zeros(2)
        .bytes(payload)
        .result();
}

Buffer ipv4Packet(const Buffer& payload, const Ipv4Fields& fields)
{
    const std::uint32_t first = fields.isReversed ? 0x0a000002 : 0x0a000001;
    const std::uint32_t second = fields.isReversed ? 0x0a000001 : 0x0a000002;
    return Writer()
        .number(0x40 + 5 + fields.optionBytes / 4, 1)
        .zeros(1)
        .number(20 + fields.optionBytes + payload.size(), 2)
        .number(fields.identification, 2)
        .number(fields.fragment, 2)
        .number(64, 1)
        .number(fields.protocol, 1)
        .zeros(2)
        .number(first, 4)
        .number(second, 4)
        .zeros(fields.optionBytes)
        .bytes(payload)
        .result();
}

Buffer ipv6Packet(const Buffer& payload,
                  std::uint8_t protocol,
                  std::uint8_t firstHeader,
                  const Buffer& extensions)
{
    return Writer()
        .number(0x60000000, 4)
        .number(extensions.size() + payload.size(), 2)
        .number(extensions.empty() ? protocol : firstHeader, 1)
        .number(64, 1)
        .bytes(fromHex("20010db8000000000000000000000001"))
        .bytes(fromHex("20010db8000000000000000000000002"))
        .bytes(extensions)
        .bytes(payload)
        .result();
}

Buffer ethernetFrame(const Buffer& ip, std::uint16_t type, const Buffer& tags)
{
    return Writer().zeros(12).bytes(tags).number(type, 2).bytes(ip).result();
}

Buffer pcapFile(const std::vector<Buffer>& packets, const PcapForm& form)
{
    Writer file(form.bigEndian);
    file.number(form.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4)
        .number(2, 2)
        .number(4, 2)
        .zeros(8)
        .number(262144, 4)
        .number(form.linkType, 4);
    for (const Buffer& packet : packets) {
        file.number(1'700'000'000, 4)
            .number(250, 4)
            .number(packet.size(), 4)
            .number(packet.size(), 4)
            .bytes(packet);
    }
    return file.result();
}

Buffer pcapngBlock(bool bigEndian, std::uint32_t type, const Buffer& body)
{
    const Buffer content = padded(body);
    return Writer(bigEndian)
        .number(type, 4)
        .number(content.size() + 12, 4)
        .bytes(content)
        .number(content.size() + 12, 4)
        .result();
}

Buffer pcapngSection(bool bigEndian)
{
    const Buffer body = Writer(bigEndian)
                            .number(0x1a2b3c4d, 4)
                            .number(1, 2)
                            .number(0, 2)
                            .number(~std::uint64_t(0), 8)
                            .result();
    return pcapngBlock(bigEndian, 0x0a0d0d0a, body);
}

Buffer pcapngInterface(bool bigEndian, std::uint16_t linkType, const Buffer& options)
{
    return pcapngBlock(
        bigEndian,
        1,
        Writer(bigEndian).number(linkType, 2).zeros(2).number(262144, 4).bytes(options).result());
}

Buffer
pcapngEnhanced(bool bigEndian, std::uint32_t interface, std::uint64_t time, const Buffer& packet)
{
    return pcapngBlock(bigEndian,
                       6,
                       Writer(bigEndian)
                           .number(interface, 4)
                           .number(time >> 32U, 4)
                           .number(time & 0xffffffff, 4)
                           .number(packet.size(), 4)
                           .number(packet.size(), 4)
                           .bytes(packet)
                           .result());
}

Buffer pcapngSimple(bool bigEndian, const Buffer& packet)
{
    return pcapngBlock(
        bigEndian, 3, Writer(bigEndian).number(packet.size(), 4).bytes(packet).result());
}

} // namespace workbench::tests
