#pragma once

#include "core/capture/packet_reader.h"

#include <vector>

namespace workbench::capture {

/// Whether a file of the format pcapng begins here; also when it is cut after the block type.
bool beginsPcapng(Bytes bytes);

/// The format pcapng (draft-ietf-opsawg-pcapng): sections of either byte order one after the other,
/// interfaces with their resolution of time, packets; other blocks are passed over.
class PcapngReader : public PacketReader
{
public:
    /// Both must outlive the reader.
    PcapngReader(ByteInput& input, FaultLog& faults);

    std::optional<Packet> next() override;

private:
    struct Interface
    {
        std::uint32_t linkType = 0;
        std::uint32_t snapLength = 0; ///< 0: no limit
        std::uint64_t unitsPerSecond = 1'000'000;
        std::int64_t offsetSeconds = 0;
    };

    struct Block
    {
        std::uint32_t type = 0;
        std::uint32_t length = 0; ///< header and trailing length included
        Bytes body;
    };

    /// The next block, whole and in memory; packets and interfaces only, others have no body.
    std::optional<Block> nextBlock();
    bool readSection(Bytes ahead);
    void readInterface(const Block& block);
    std::optional<Packet> readEnhanced(const Block& block);
    std::optional<Packet> readSimple(const Block& block);
    std::optional<Packet>
    packetOf(const Block& block, const Interface& from, std::size_t at, std::uint32_t captured);
    void stop(std::string text);

    std::uint32_t number(Bytes bytes, std::size_t at, std::size_t width = 4) const;

    ByteInput& m_input;
    FaultLog& m_faults;
    std::vector<Interface> m_interfaces;
    bool m_bigEndian = false;
    bool m_ended = false;
    std::uint64_t m_block = 0; ///< offset of the block that is read
    std::uint64_t m_pending = 0; ///< its bytes, still to be passed over
};

} // namespace workbench::capture
