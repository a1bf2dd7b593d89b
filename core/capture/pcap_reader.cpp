#include "core/capture/pcap_reader.h"

#include <algorithm>
#include <array>

namespace workbench::capture {
namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kPacketHeader = 16;
constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kNsPerUs = 1000;
constexpr std::uint32_t kLinkTypeMask = 0xffff; // above: length of a frame check sequence

bool isMagic(std::uint32_t number)
{
    return number == kMicroseconds || number == kNanoseconds;
}

} // namespace

std::uint32_t fileNumber(Bytes bytes, bool bigEndian)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        value = value << 8U | bytes[bigEndian ? i : bytes.size() - 1 - i];
    }
    return value;
}

bool beginsPcap(Bytes bytes)
{
    return bytes.size() >= 4
        && (isMagic(fileNumber(bytes.first(4), true))
            || isMagic(fileNumber(bytes.first(4), false)));
}

PcapReader::PcapReader(ByteInput& input, FaultLog& faults)
    : m_input(input)
    , m_faults(faults)
{
    readHeader();
}

void PcapReader::readHeader()
{
    const Bytes header = m_input.peek(kFileHeader);
    if (header.size() < kFileHeader) {
        m_faults.missing(0, kFileHeader, header.size());
        m_ended = true;
        return;
    }
    m_bigEndian = isMagic(fileNumber(header.first(4), true));
    const std::uint32_t magic = fileNumber(header.first(4), m_bigEndian);
    if (!isMagic(magic)) {
        m_faults.add(0, "expected the magic number of pcap at offset 0");
        m_ended = true;
        return;
    }
    m_nanoseconds = magic == kNanoseconds;
    m_linkType = fileNumber(header.subspan(20, 4), m_bigEndian) & kLinkTypeMask;
    m_input.skip(kFileHeader);
}

std::optional<Packet> PcapReader::next()
{
    m_input.skip(m_last);
    m_last = 0;
    if (m_ended) {
        return std::nullopt;
    }
    const std::uint64_t start = m_input.offset();
    Bytes header = m_input.peek(kPacketHeader);
    if (header.size() < kPacketHeader) {
        m_ended = true;
        if (!header.empty()) {
            m_faults.missing(start, kPacketHeader, header.size());
        }
        return std::nullopt;
    }
    const std::uint32_t length = fileNumber(header.subspan(8, 4), m_bigEndian);
    const std::int64_t seconds = fileNumber(header.first(4), m_bigEndian);
    const std::int64_t fraction = fileNumber(header.subspan(4, 4), m_bigEndian);
    const std::uint32_t original = fileNumber(header.subspan(12, 4), m_bigEndian);
    m_input.skip(kPacketHeader);
    if (length > kLargestPacket) {
        m_ended = true;
        m_faults.add(start + 8,
                     "expected at most " + byteCount(kLargestPacket) + " of a packet at offset "
                         + std::to_string(start + 8) + ", " + std::to_string(length)
                         + " announced: the packets after it cannot be found");
        return std::nullopt;
    }
    const Bytes there = m_input.peek(length);
    if (there.size() < length) {
        m_ended = true;
        m_faults.missing(m_input.offset(), length, there.size());
    }
    m_last = std::min<std::size_t>(length, there.size());
    return Packet {m_input.offset(),
                   seconds * kNsPerSecond + (m_nanoseconds ? fraction : fraction * kNsPerUs),
                   m_linkType,
                   original,
                   there.first(m_last)};
}

} // namespace workbench::capture
