#pragma once

#include "core/wire/byte_reader.h"
#include "core/wire/code_points.h"
#include "core/wire/handshake_summary.h"

#include <cstdint>
#include <optional>

namespace workbench::wire {

constexpr std::size_t kTlsHandshakeHeader = 4;
constexpr std::size_t kDtlsHandshakeHeader = 12;

/// A reader of the body of one message of the given type; nothing when the header is another's.
/// Bytes after the announced length are left out, missing ones show when they are read.
inline std::optional<ByteReader> handshakeBody(Bytes message, HandshakeType type, Framing framing)
{
    ByteReader reader(message);
    if (reader.u8() != static_cast<std::uint8_t>(type)) {
        return std::nullopt;
    }
    const auto length = static_cast<std::size_t>(reader.uint(3));
    if (framing == Framing::Dtls) {
        reader.bytes(kDtlsHandshakeHeader - kTlsHandshakeHeader);
    }
    if (reader.failed()) {
        return std::nullopt;
    }
    const std::size_t start = reader.offset();
    return ByteReader(reader.bytes(length), start);
}

/// Calls `found(type, body)` for each extension that stands wholly in `reader` (which is at the
/// length of the list). False when something was cut off.
template <typename Found>
bool forEachExtension(ByteReader& reader, Found found)
{
    ByteReader list = reader.vector(2);
    while (list.more()) {
        const std::uint16_t type = list.u16();
        const ByteReader body = list.vector(2);
        if (list.failed()) {
            break;
        }
        found(type, body);
    }
    return !list.failed() && !reader.failed();
}

} // namespace workbench::wire
