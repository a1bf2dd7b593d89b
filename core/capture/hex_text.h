#pragma once

#include "core/capture/fault_log.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace workbench::capture {

/// Bytes that stand together in a text.
struct HexBlock
{
    /// Two directions told apart by the text (">>>", "write to"); 0 when it does not say.
    std::uint8_t direction = 0;
    /// Given with the bytes by `openssl -msg`: what they are without a record; 0: not said.
    std::uint8_t contentType = 0;
    std::vector<std::uint8_t> bytes;
};

struct HexText
{
    std::vector<HexBlock> blocks;
    std::optional<InputFault> fault; ///< the blocks before it are there
};

/// Bytes that the lines "*" of a dump, for lines like the one before, may stand for in all.
constexpr std::size_t kMostRepeated = 16U << 20U;

/// Reads hexadecimal as tools print it and people paste it: digits with or without separators, "0x"
/// and "\x"; C arrays; xxd, hexdump, od and Wireshark with their columns of offsets and characters;
/// `openssl s_client -msg` and `-debug`.
HexText readHexText(std::string_view text);

} // namespace workbench::capture
