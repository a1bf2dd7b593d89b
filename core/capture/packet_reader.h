#pragma once

#include "core/capture/byte_input.h"
#include "core/capture/fault_log.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace workbench::capture {

/// One packet of a capture file.
struct Packet
{
    std::uint64_t offset = 0; ///< of its first byte in the file
    std::int64_t timeNs = 0; ///< since 1970, UTC; 0: the file does not say
    std::uint32_t linkType = 0; ///< LINKTYPE_ number (draft-ietf-opsawg-pcaplinktype)
    std::uint32_t originalLength = 0; ///< on the wire; more than `bytes` when it was cut
    Bytes bytes; ///< valid until the next packet is read
};

/// Packets of a capture file, one after the other, without keeping any. What is wrong with the file
/// goes to a FaultLog.
class PacketReader
{
public:
    PacketReader() = default;
    virtual ~PacketReader() = default;
    PacketReader(const PacketReader&) = delete;
    PacketReader& operator=(const PacketReader&) = delete;
    PacketReader(PacketReader&&) = delete;
    PacketReader& operator=(PacketReader&&) = delete;

    /// Nothing at the end of the file, or where it is so damaged that the next one cannot be found.
    virtual std::optional<Packet> next() = 0;
};

/// More than any interface captures; a larger length is a damaged one.
constexpr std::uint32_t kLargestPacket = 1U << 20U;

/// A number of up to four bytes in the byte order of the file.
std::uint32_t fileNumber(Bytes bytes, bool bigEndian);

} // namespace workbench::capture
