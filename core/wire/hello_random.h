#pragma once

#include "core/wire/byte_reader.h"
#include "core/wire/handshake_summary.h"

#include <algorithm>
#include <array>

namespace workbench::wire {

constexpr std::size_t kHelloRandomSize = 32;

/// SHA-256 of "HelloRetryRequest": the random that makes a server_hello one (RFC 8446 §4.1.3).
inline bool isHelloRetryRandom(Bytes random)
{
    constexpr std::array<std::uint8_t, kHelloRandomSize> kRetry
        = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
           0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
           0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
    return std::equal(random.begin(), random.end(), kRetry.begin(), kRetry.end());
}

/// "DOWNGRD" and 1 or 0 in the last eight bytes (RFC 8446 §4.1.3).
inline DowngradeMarker downgradeMarkerOf(Bytes random)
{
    constexpr std::array<std::uint8_t, 7> kMarker = {'D', 'O', 'W', 'N', 'G', 'R', 'D'};
    if (random.size() != kHelloRandomSize
        || !std::equal(kMarker.begin(), kMarker.end(), random.end() - 8)) {
        return DowngradeMarker::None;
    }
    switch (random.back()) {
    case 0:
        return DowngradeMarker::Tls11OrOlder;
    case 1:
        return DowngradeMarker::Tls12;
    default:
        return DowngradeMarker::None;
    }
}

} // namespace workbench::wire
