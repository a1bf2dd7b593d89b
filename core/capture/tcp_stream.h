#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace workbench::capture {

using wire::Bytes;

/// What a direction of a TCP connection carried, in order.
class StreamOutput
{
public:
    StreamOutput() = default;
    virtual ~StreamOutput() = default;
    StreamOutput(const StreamOutput&) = delete;
    StreamOutput& operator=(const StreamOutput&) = delete;
    StreamOutput(StreamOutput&&) = delete;
    StreamOutput& operator=(StreamOutput&&) = delete;

    virtual void bytes(Bytes content) = 0;
    /// That many bytes were sent here and not captured.
    virtual void gap(std::uint64_t missing) = 0;
};

/// One direction of a TCP connection (RFC 9293 §3.4): puts segments into order. Of bytes that come
/// twice the first ones count. What comes early waits in a bounded buffer; bytes that never come
/// are a gap: when the other end acknowledged them, when the buffer is full, or at the end.
class TcpStream
{
public:
    static constexpr std::size_t kMostWaiting = 1U << 20U; ///< bytes
    static constexpr std::size_t kMostSegments = 2048;

    /// The first byte has this number (one more than that of the SYN). Without a call the first
    /// segment is the beginning.
    void start(std::uint32_t sequence);
    void segment(std::uint32_t sequence, Bytes payload, StreamOutput& output);
    /// The other end has everything before the number.
    void acknowledge(std::uint32_t number, StreamOutput& output);
    /// Nothing is sent from the number on.
    void endAt(std::uint32_t sequence);
    /// Nothing more was captured: what waits is handed out.
    void finish(StreamOutput& output);

    bool isStarted() const { return m_started; }

    /// It was closed, and everything before that has been handed out.
    bool isEnded() const { return m_end && *m_end <= m_next; }

    /// Whether the first byte has this number.
    bool startsWith(std::uint32_t sequence) const { return m_started && m_first == sequence; }

    std::size_t waitingBytes() const { return m_waiting; }

private:
    std::uint64_t position(std::uint32_t sequence) const;
    void keep(std::uint64_t begin, Bytes payload);
    void deliver(StreamOutput& output);
    void passGap(StreamOutput& output);

    bool m_started = false;
    std::uint32_t m_first = 0;
    std::uint64_t m_next = 0; ///< number of the next byte, counted on where 32 bits wrap
    std::uint64_t m_acknowledged = 0;
    std::optional<std::uint64_t> m_end;
    std::map<std::uint64_t, std::vector<std::uint8_t>> m_later; ///< by number of the first byte
    std::size_t m_waiting = 0;
};

} // namespace workbench::capture
