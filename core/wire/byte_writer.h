#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <vector>

namespace workbench::wire {

/// Puts big-endian values and length-prefixed vectors (RFC 8446 §3) one after the other. What does
/// not fit into its length makes the whole unusable: see `fits()`.
class ByteWriter
{
public:
    void uint(std::uint64_t value, std::size_t width)
    {
        m_fits = m_fits && (width >= sizeof(value) || value >> (width * 8) == 0);
        for (std::size_t index = width; index > 0; --index) {
            m_bytes.push_back(static_cast<std::uint8_t>(value >> ((index - 1) * 8)));
        }
    }

    void bytes(Bytes content) { m_bytes.insert(m_bytes.end(), content.begin(), content.end()); }

    /// A vector with a length of `width` bytes and whatever `write(*this)` adds.
    template <typename Write>
    void vector(std::size_t width, Write write)
    {
        const std::size_t start = m_bytes.size();
        m_bytes.resize(start + width);
        write(*this);
        const std::size_t length = m_bytes.size() - start - width;
        m_fits = m_fits && (width >= sizeof(length) || length >> (width * 8) == 0);
        for (std::size_t index = 0; index < width; ++index) {
            m_bytes[start + index] = static_cast<std::uint8_t>(length >> ((width - index - 1) * 8));
        }
    }

    /// A vector of bytes that are there already.
    void opaque(std::size_t width, Bytes content)
    {
        vector(width, [content](ByteWriter& writer) { writer.bytes(content); });
    }

    /// Every value and length had room.
    bool fits() const { return m_fits; }

    const std::vector<std::uint8_t>& result() const { return m_bytes; }

private:
    std::vector<std::uint8_t> m_bytes;
    bool m_fits = true;
};

} // namespace workbench::wire
