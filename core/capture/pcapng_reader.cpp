#include "core/capture/pcapng_reader.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a; // the same in both byte orders
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kOldPacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::size_t kBlockHeader = 8;
constexpr std::size_t kSmallestBlock = 12;
constexpr std::size_t kSmallestSection = 28;
constexpr std::size_t kLargestBlock = kLargestPacket + (64U << 10U); // with options
constexpr std::size_t kMostInterfaces = 4096;

constexpr std::uint32_t kOptionEnd = 0;
constexpr std::uint32_t kOptionResolution = 9; // if_tsresol
constexpr std::uint32_t kOptionTimeOffset = 14; // if_tsoffset
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// The top bit tells powers of two from powers of ten (§4.2).
std::uint64_t unitsPerSecond(std::uint8_t resolution)
{
    constexpr unsigned kMostTen = 18;
    constexpr unsigned kMostTwo = 62;
    const unsigned power = resolution & 0x7fU;
    if ((resolution & 0x80U) != 0) {
        return std::uint64_t(1) << std::min(power, kMostTwo);
    }
    std::uint64_t units = 1;
    for (unsigned i = 0; i < std::min(power, kMostTen); ++i) {
        units *= 10;
    }
    return units;
}

/// Without overflow: the rest below a second is scaled on its own.
std::int64_t nanoseconds(std::uint64_t units, std::uint64_t perSecond, std::int64_t offsetSeconds)
{
    constexpr std::uint64_t kLatest = 4'000'000'000; // the year 2096
    const std::uint64_t seconds = std::min(units / perSecond, kLatest);
    const double rest = static_cast<double>(units % perSecond) / static_cast<double>(perSecond);
    const auto limit = static_cast<std::int64_t>(kLatest);
    return (static_cast<std::int64_t>(seconds) + std::clamp(offsetSeconds, -limit, limit))
        * kNsPerSecond
        + static_cast<std::int64_t>(rest * static_cast<double>(kNsPerSecond));
}

std::size_t padded(std::size_t length)
{
    return (length + 3) / 4 * 4;
}

} // namespace

bool beginsPcapng(Bytes bytes)
{
    return bytes.size() >= 4 && fileNumber(bytes.first(4), true) == kSectionHeader;
}

PcapngReader::PcapngReader(ByteInput& input, FaultLog& faults)
    : m_input(input)
    , m_faults(faults)
{ }

std::uint32_t PcapngReader::number(Bytes bytes, std::size_t at, std::size_t width) const
{
    return fileNumber(bytes.subspan(at, width), m_bigEndian);
}

void PcapngReader::stop(std::string text)
{
    m_ended = true;
    m_faults.add(m_block, std::move(text));
}

std::optional<Packet> PcapngReader::next()
{
    while (const std::optional<Block> block = nextBlock()) {
        std::optional<Packet> packet;
        switch (block->type) {
        case kInterface:
            readInterface(*block);
            break;
        case kEnhancedPacket:
        case kOldPacket:
            packet = readEnhanced(*block);
            break;
        case kSimplePacket:
            packet = readSimple(*block);
            break;
        default:
            break;
        }
        if (packet) {
            return packet;
        }
    }
    return std::nullopt;
}

/// A section header says in which byte order its own length stands.
bool PcapngReader::readSection(Bytes ahead)
{
    if (ahead.size() < kSmallestSection) {
        stop(missingText(m_block, kSmallestSection, ahead.size()));
        return false;
    }
    m_bigEndian = fileNumber(ahead.subspan(kBlockHeader, 4), true) == kByteOrder;
    if (number(ahead, kBlockHeader) != kByteOrder) {
        stop("expected the byte-order magic of a section at offset "
             + std::to_string(m_block + kBlockHeader));
        return false;
    }
    m_interfaces.clear();
    return true;
}

std::optional<PcapngReader::Block> PcapngReader::nextBlock()
{
    const std::uint64_t expected = m_pending;
    const std::uint64_t passed = m_input.skip(m_pending);
    m_pending = 0;
    if (m_ended) {
        return std::nullopt;
    }
    if (passed < expected) {
        stop(missingText(m_block, expected, passed));
        return std::nullopt;
    }
    m_block = m_input.offset();
    Bytes ahead = m_input.peek(kSmallestSection);
    if (ahead.empty()) {
        m_ended = true;
        return std::nullopt;
    }
    if (beginsPcapng(ahead) ? !readSection(ahead) : ahead.size() < kSmallestBlock) {
        if (!m_ended) {
            stop(missingText(m_block, kSmallestBlock, ahead.size()));
        }
        return std::nullopt;
    }
    Block block {number(ahead, 0), number(ahead, 4), {}};
    if (block.length < kSmallestBlock || block.length % 4 != 0) {
        stop("expected the length of a block at offset " + std::to_string(m_block + 4) + ", "
             + std::to_string(block.length) + " there: the blocks after it cannot be found");
        return std::nullopt;
    }
    m_pending = block.length;
    const bool wanted = block.type == kInterface || block.type == kEnhancedPacket
        || block.type == kSimplePacket || block.type == kOldPacket;
    if (!wanted) {
        return block;
    }
    if (block.length > kLargestBlock) {
        m_faults.add(m_block,
                     "expected at most " + byteCount(kLargestBlock) + " of a block at offset "
                         + std::to_string(m_block) + ", " + std::to_string(block.length)
                         + " announced: passed over");
        return Block {};
    }
    ahead = m_input.peek(block.length);
    if (ahead.size() < block.length) {
        // What there is of a packet is still worth looking at.
        stop(missingText(m_block, block.length, ahead.size()));
        block.body = ahead.subspan(kBlockHeader);
        return block;
    }
    block.body = ahead.subspan(kBlockHeader, block.length - kSmallestBlock);
    return block;
}

void PcapngReader::readInterface(const Block& block)
{
    constexpr std::size_t kFixed = 8;
    if (block.body.size() < kFixed || m_interfaces.size() >= kMostInterfaces) {
        m_faults.missing(m_block + kBlockHeader, kFixed, block.body.size());
        return;
    }
    Interface interface;
    interface.linkType = number(block.body, 0, 2);
    interface.snapLength = number(block.body, 4);
    Bytes options = block.body.subspan(kFixed);
    while (options.size() >= 4) {
        const std::uint32_t code = number(options, 0, 2);
        const std::size_t length = number(options, 2, 2);
        if (code == kOptionEnd || options.size() < 4 + length) {
            break;
        }
        if (code == kOptionResolution && length >= 1) {
            interface.unitsPerSecond = unitsPerSecond(options[4]);
        } else if (code == kOptionTimeOffset && length >= 8) {
            const std::uint64_t low = number(options, m_bigEndian ? 8 : 4);
            const std::uint64_t high = number(options, m_bigEndian ? 4 : 8);
            interface.offsetSeconds = static_cast<std::int64_t>(high << 32U | low);
        }
        options = options.subspan(std::min(4 + padded(length), options.size()));
    }
    m_interfaces.push_back(interface);
}

/// Enhanced Packet Block (§4.3) and its predecessor, which has 16 bits of interface and 16 of
/// drops.
std::optional<Packet> PcapngReader::readEnhanced(const Block& block)
{
    constexpr std::size_t kFixed = 20;
    if (block.body.size() < kFixed) {
        m_faults.missing(m_block + kBlockHeader, kFixed, block.body.size());
        return std::nullopt;
    }
    const std::uint32_t index = number(block.body, 0, block.type == kOldPacket ? 2 : 4);
    if (index >= m_interfaces.size()) {
        m_faults.add(m_block + kBlockHeader,
                     "expected an interface of the section at offset "
                         + std::to_string(m_block + kBlockHeader) + ", number "
                         + std::to_string(index) + " there");
        return std::nullopt;
    }
    const Interface& from = m_interfaces[index];
    std::optional<Packet> packet = packetOf(block, from, kFixed, number(block.body, 12));
    const std::uint64_t units = std::uint64_t(number(block.body, 4)) << 32U | number(block.body, 8);
    packet->timeNs = nanoseconds(units, from.unitsPerSecond, from.offsetSeconds);
    packet->originalLength = number(block.body, 16);
    return packet;
}

/// §4.4: of the first interface, without a time; its length follows from the interface's limit.
std::optional<Packet> PcapngReader::readSimple(const Block& block)
{
    constexpr std::size_t kFixed = 4;
    if (block.body.size() < kFixed || m_interfaces.empty()) {
        m_faults.missing(m_block + kBlockHeader, kFixed, block.body.size());
        return std::nullopt;
    }
    const std::uint32_t original = number(block.body, 0);
    const std::uint32_t limit = m_interfaces[0].snapLength;
    std::optional<Packet> packet = packetOf(
        block, m_interfaces[0], kFixed, limit == 0 ? original : std::min(original, limit));
    packet->originalLength = original;
    return packet;
}

std::optional<Packet> PcapngReader::packetOf(const Block& block,
                                             const Interface& from,
                                             std::size_t at,
                                             std::uint32_t captured)
{
    const Bytes there = block.body.subspan(at);
    const std::uint64_t offset = m_block + kBlockHeader + at;
    if (captured > there.size() && !m_ended) {
        m_faults.missing(offset, captured, there.size());
    }
    return Packet {.offset = offset,
                   .timeNs = 0,
                   .linkType = from.linkType,
                   .originalLength = captured,
                   .bytes = there.first(std::min<std::size_t>(captured, there.size()))};
}

} // namespace workbench::capture
