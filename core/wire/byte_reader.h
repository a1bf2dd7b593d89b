#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace workbench::wire {

using Bytes = std::span<const std::uint8_t>;

/// A stretch of a buffer that is named elsewhere, in bytes.
struct ByteRange
{
    std::uint32_t offset = 0;
    std::uint32_t length = 0;

    std::uint32_t end() const { return offset + length; }

    bool operator==(const ByteRange&) const = default;
};

/// Reads big-endian values and length-prefixed vectors (RFC 8446 §3) off bytes that may be hostile.
/// Never reads beyond them: what is not there is read as zero or empty, and `failed()` says so. A
/// vector that is cut off yields what is there of it.
class ByteReader
{
public:
    /// `base` is what `offset()` counts from, for a reader of a part.
    explicit ByteReader(Bytes bytes, std::size_t base = 0)
        : m_bytes(bytes)
        , m_base(base)
    { }

    bool failed() const { return m_failed; }

    std::size_t left() const { return m_bytes.size() - m_position; }

    /// There is something left and nothing has failed yet.
    bool more() const { return !m_failed && left() > 0; }

    /// Of the next byte, in the outermost buffer.
    std::size_t offset() const { return m_base + m_position; }

    /// Big endian, `width` up to 8 bytes.
    std::uint64_t uint(std::size_t width)
    {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes(width)) {
            value = value << 8 | byte;
        }
        return m_failed ? 0 : value;
    }

    std::uint8_t u8() { return static_cast<std::uint8_t>(uint(1)); }

    std::uint16_t u16() { return static_cast<std::uint16_t>(uint(2)); }

    Bytes bytes(std::size_t count)
    {
        const Bytes taken = m_bytes.subspan(m_position, available(count));
        m_position += taken.size();
        return taken;
    }

    Bytes rest() { return bytes(left()); }

    /// A reader of the vector whose length stands in front, in `width` bytes.
    ByteReader vector(std::size_t width)
    {
        const auto length = static_cast<std::size_t>(uint(width));
        const std::size_t start = offset();
        return ByteReader(bytes(length), start);
    }

private:
    /// The one bounds check: how many of the wanted bytes there are.
    std::size_t available(std::size_t wanted)
    {
        if (wanted <= left()) {
            return wanted;
        }
        m_failed = true;
        return left();
    }

    Bytes m_bytes;
    std::size_t m_base = 0;
    std::size_t m_position = 0;
    bool m_failed = false;
};

inline std::string toText(Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace workbench::wire
