#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace workbench::capture {

using wire::Bytes;

/// Fills the span from its beginning and says how many bytes that were; 0 at the end.
using ReadSome = std::function<std::size_t(std::span<std::uint8_t>)>;

/// Reads from bytes that outlive it.
ReadSome readFrom(Bytes bytes);

/// An input that is read once from front to back, in chunks: a file, a pipe, memory. Keeps no more
/// than what was asked for at once.
class ByteInput
{
public:
    explicit ByteInput(ReadSome read);

    /// The bytes to come, at least `count` of them unless the input ends before. Valid until the
    /// next call.
    Bytes peek(std::size_t count);
    /// Passes over bytes; over fewer when the input ends before. Returns how many.
    std::uint64_t skip(std::uint64_t count);

    /// Of the next byte, from the beginning of the input.
    std::uint64_t offset() const { return m_offset; }

private:
    void fill(std::size_t count);

    ReadSome m_read;
    std::vector<std::uint8_t> m_buffer;
    std::size_t m_begin = 0; ///< what is before was passed over
    std::size_t m_end = 0; ///< what is behind holds nothing yet
    std::uint64_t m_offset = 0;
    bool m_ended = false;
};

} // namespace workbench::capture
