#include "core/capture/tcp_stream.h"

#include <algorithm>

namespace workbench::capture {

void TcpStream::start(std::uint32_t sequence)
{
    // Away from zero, so that what is before the beginning has a number as well.
    constexpr std::uint64_t kBase = std::uint64_t(1) << 32U;
    m_started = true;
    m_first = sequence;
    m_next = kBase + sequence;
    m_acknowledged = m_next;
}

/// The nearest to what comes next among the numbers with these low 32 bits.
std::uint64_t TcpStream::position(std::uint32_t sequence) const
{
    const auto distance = static_cast<std::int32_t>(sequence - static_cast<std::uint32_t>(m_next));
    return m_next + static_cast<std::uint64_t>(std::int64_t(distance));
}

void TcpStream::segment(std::uint32_t sequence, Bytes payload, StreamOutput& output)
{
    if (!m_started) {
        start(sequence);
    }
    const std::uint64_t begin = position(sequence);
    const std::uint64_t end = begin + payload.size();
    if (payload.empty() || end <= m_next) {
        return; // sent again
    }
    if (begin > m_next) {
        keep(begin, payload);
        while (m_waiting > kMostWaiting || m_later.size() > kMostSegments) {
            passGap(output);
        }
        return;
    }
    output.bytes(payload.subspan(static_cast<std::size_t>(m_next - begin)));
    m_next = end;
    deliver(output);
}

void TcpStream::keep(std::uint64_t begin, Bytes payload)
{
    std::vector<std::uint8_t>& kept = m_later[begin];
    if (kept.size() < payload.size()) {
        const auto fresh = payload.subspan(kept.size());
        m_waiting += fresh.size();
        kept.insert(kept.end(), fresh.begin(), fresh.end());
    }
}

void TcpStream::deliver(StreamOutput& output)
{
    while (!m_later.empty() && m_later.begin()->first <= m_next) {
        const auto& [begin, kept] = *m_later.begin();
        const std::uint64_t end = begin + kept.size();
        if (end > m_next) {
            output.bytes(Bytes(kept).subspan(static_cast<std::size_t>(m_next - begin)));
            m_next = end;
        }
        m_waiting -= kept.size();
        m_later.erase(m_later.begin());
    }
}

void TcpStream::passGap(StreamOutput& output)
{
    const std::uint64_t begin = m_later.begin()->first;
    output.gap(begin - m_next);
    m_next = begin;
    deliver(output);
}

void TcpStream::acknowledge(std::uint32_t number, StreamOutput& output)
{
    if (!m_started) {
        return;
    }
    // Decided by what was acknowledged before: a capture may swap neighbours.
    while (!m_later.empty() && m_later.begin()->first <= m_acknowledged) {
        passGap(output);
    }
    m_acknowledged = std::max(m_acknowledged, position(number));
}

void TcpStream::endAt(std::uint32_t sequence)
{
    if (!m_started) {
        start(sequence);
    }
    if (!m_end) {
        m_end = position(sequence);
    }
}

void TcpStream::finish(StreamOutput& output)
{
    while (!m_later.empty()) {
        passGap(output);
    }
    if (m_end && *m_end > m_next) {
        output.gap(*m_end - m_next);
        m_next = *m_end;
    }
}

} // namespace workbench::capture
