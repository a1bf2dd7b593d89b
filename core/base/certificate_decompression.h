#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace workbench {

/// Unpacks a compressed certificate message (RFC 8879 §4): the algorithm, the packed bytes, how
/// many must come out. Nothing when the algorithm is not zlib (1), the bytes are damaged, or
/// another number comes out. Never makes more than `length` bytes, so the caller bounds the memory.
/// Has the shape of wire::Decompress.
std::optional<std::vector<std::uint8_t>> decompressCertificate(
    std::uint16_t algorithm, std::span<const std::uint8_t> compressed, std::size_t length);

} // namespace workbench
