#include "core/capture/byte_input.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::size_t kChunk = 256U << 10U;

} // namespace

ReadSome readFrom(Bytes bytes)
{
    return [bytes](std::span<std::uint8_t> target) mutable {
        const std::size_t count = std::min(target.size(), bytes.size());
        std::copy_n(bytes.begin(), count, target.begin());
        bytes = bytes.subspan(count);
        return count;
    };
}

ByteInput::ByteInput(ReadSome read)
    : m_read(std::move(read))
{ }

Bytes ByteInput::peek(std::size_t count)
{
    if (m_end - m_begin < count) {
        fill(count);
    }
    return Bytes(m_buffer).subspan(m_begin, m_end - m_begin);
}

std::uint64_t ByteInput::skip(std::uint64_t count)
{
    std::uint64_t done = 0;
    while (done < count) {
        if (m_begin == m_end) {
            fill(1);
        }
        const std::uint64_t step = std::min<std::uint64_t>(count - done, m_end - m_begin);
        if (step == 0) {
            break;
        }
        m_begin += static_cast<std::size_t>(step);
        done += step;
    }
    m_offset += done;
    return done;
}

void ByteInput::fill(std::size_t count)
{
    std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end),
              m_buffer.begin());
    m_end -= m_begin;
    m_begin = 0;
    // By chunks: a length that is only announced reserves nothing.
    while (m_end < count && !m_ended) {
        if (m_buffer.size() < m_end + kChunk) {
            m_buffer.resize(m_end + kChunk);
        }
        const std::size_t got = m_read(std::span(m_buffer).subspan(m_end));
        m_ended = got == 0;
        m_end += got;
    }
}

} // namespace workbench::capture
