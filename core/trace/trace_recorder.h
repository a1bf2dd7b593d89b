#pragma once

#include "core/base/bytes.h"
#include "core/trace/trace_message.h"

#include <QList>

#include <openssl/ssl.h>

#include <array>
#include <chrono>

namespace workbench {

/// Collects what the message callback hands over and folds it into TraceMessages: a record header
/// (pseudo-type 256) and an inner content type (257) belong to the message that follows;
/// application data has no message of its own, so it is made from the headers, neighbours of one
/// direction folded. No signals, no locks: one connection, one thread.
class TraceRecorder
{
public:
    using Clock = std::chrono::steady_clock;

    /// `maxMessages` bounds the memory that a hostile peer can make us keep.
    explicit TraceRecorder(Clock::time_point start, int maxMessages = 2000);

    /// One callback. `ssl` gives the protocol state at this moment.
    void record(bool sent, int contentType, ByteSpan bytes, const SSL* ssl);

    /// A handshake message of DTLS that this end sent, as it went out. What the callback handed
    /// over under the same header is replaced.
    void mendSent(const QByteArray& message);

    const QList<TraceMessage>& messages() const { return m_messages; }

    int dropped() const { return m_dropped; }

    bool isEmpty() const { return m_messages.isEmpty() && m_dropped == 0; }

    /// True once after something was recorded.
    bool takeChanged();

private:
    /// One direction of the connection.
    struct Lane
    {
        std::uint16_t recordVersion = 0;
        std::uint8_t outerType = 0;
        int recordLength = 0;
        int records = 0; ///< headers since the last message
        bool changedCipherSpec = false;
        bool isHeaderTaken = false; ///< the last header was recorded as a message itself
    };

    void readHeader(Lane& lane, Direction direction, ByteSpan header, const SSL* ssl);
    void readInnerType(Lane& lane, Direction direction, ByteSpan bytes, const SSL* ssl);
    void addChangeCipherSpec(Lane& lane, const SSL* ssl);
    void addApplicationData(Lane& lane, Direction direction, const SSL* ssl);
    void add(TraceMessage message, const SSL* ssl);

    Clock::time_point m_start;
    int m_maxMessages;
    std::array<Lane, 2> m_lanes;
    QList<TraceMessage> m_messages;
    int m_dropped = 0;
    bool m_changed = false;
};

} // namespace workbench
