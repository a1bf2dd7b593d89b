#include "core/base/certificate_decompression.h"

#include <zlib.h>

namespace workbench {
namespace {

constexpr std::uint16_t kZlib = 1; // RFC 8879 §7.3; brotli and zstd need libraries of their own

} // namespace

std::optional<std::vector<std::uint8_t>> decompressCertificate(
    std::uint16_t algorithm, std::span<const std::uint8_t> compressed, std::size_t length)
{
    if (algorithm != kZlib || length == 0) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> plain(length);
    uLongf written = length;
    uLong read = compressed.size();
    // Z_BUF_ERROR when there would be more: the output never grows beyond what was announced.
    const int result = uncompress2(plain.data(), &written, compressed.data(), &read);
    if (result != Z_OK || written != length || read != compressed.size()) {
        return std::nullopt;
    }
    return plain;
}

} // namespace workbench
