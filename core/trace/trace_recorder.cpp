#include "core/trace/trace_recorder.h"

namespace workbench {
namespace {

constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::size_t kTlsHeaderLength = 5;
constexpr std::size_t kDtlsHeaderLength = 13;

int bigEndian16(ByteSpan bytes, std::size_t offset)
{
    return (bytes[offset] << 8) | bytes[offset + 1];
}

} // namespace

TraceRecorder::TraceRecorder(Clock::time_point start, int maxMessages)
    : m_start(start)
    , m_maxMessages(maxMessages)
{ }

void TraceRecorder::record(bool sent, int contentType, ByteSpan bytes, const SSL* ssl)
{
    const Direction direction = sent ? Direction::Sent : Direction::Received;
    Lane& lane = m_lanes.at(sent ? 0 : 1);
    if (contentType == SSL3_RT_HEADER) {
        readHeader(lane, direction, bytes, ssl);
        return;
    }
    if (contentType == SSL3_RT_INNER_CONTENT_TYPE) {
        readInnerType(lane, direction, bytes, ssl);
        return;
    }
    if (contentType > 0xFF) { // pseudo-types of newer libraries
        return;
    }
    if (contentType == kChangeCipherSpec && lane.isHeaderTaken) {
        return; // recorded with its header; only newer libraries hand it over as well
    }
    const bool tls13 = SSL_version(ssl) == TLS1_3_VERSION;
    // Up to TLS 1.2 protection begins with change_cipher_spec; in TLS 1.3 that is only there for
    // middleboxes (RFC 8446 §D.4), and protected records say application_data outside.
    const bool isProtected = tls13
        ? lane.outerType == kApplicationData && contentType != kChangeCipherSpec
        : lane.changedCipherSpec;
    TraceMessage message {.direction = direction,
                          .contentType = static_cast<std::uint8_t>(contentType),
                          .recordVersion = lane.recordVersion,
                          .encrypted = isProtected,
                          .length = static_cast<int>(bytes.size()),
                          .records = std::max(lane.records, 1),
                          .bytes = toByteArray(bytes)};
    if (contentType == kChangeCipherSpec) {
        lane.changedCipherSpec = true;
    }
    lane.records = 0;
    add(std::move(message), ssl);
}

void TraceRecorder::mendSent(const QByteArray& message)
{
    constexpr qsizetype kIdentity = 6; // type, length, message_seq: RFC 6347 §4.2.2
    for (TraceMessage& candidate : m_messages) {
        if (candidate.direction == Direction::Sent && candidate.handshakeType() >= 0
            && candidate.bytes.size() == message.size()
            && candidate.bytes.left(kIdentity) == message.left(kIdentity)) {
            candidate.bytes = message;
            m_changed = true;
        }
    }
}

bool TraceRecorder::takeChanged()
{
    const bool changed = m_changed;
    m_changed = false;
    return changed;
}

void TraceRecorder::readHeader(Lane& lane, Direction direction, ByteSpan header, const SSL* ssl)
{
    if (header.size() < kTlsHeaderLength) {
        return;
    }
    lane.isHeaderTaken = false;
    lane.outerType = header[0];
    lane.recordVersion = static_cast<std::uint16_t>(bigEndian16(header, 1));
    const bool datagram = header.size() >= kDtlsHeaderLength;
    lane.recordLength
        = bigEndian16(header, datagram ? kDtlsHeaderLength - 2 : kTlsHeaderLength - 2);
    ++lane.records;
    if (lane.outerType == kChangeCipherSpec && direction == Direction::Received) {
        // OpenSSL 3.0 hands the sent one over as a message, of the received one only its header.
        addChangeCipherSpec(lane, ssl);
        lane.isHeaderTaken = true;
        return;
    }
    if (lane.outerType == kApplicationData && SSL_version(ssl) != TLS1_3_VERSION) {
        addApplicationData(lane, direction, ssl);
    }
}

void TraceRecorder::readInnerType(Lane& lane, Direction direction, ByteSpan bytes, const SSL* ssl)
{
    if (!bytes.empty() && bytes[0] == kApplicationData) {
        addApplicationData(lane, direction, ssl);
    }
}

void TraceRecorder::addChangeCipherSpec(Lane& lane, const SSL* ssl)
{
    // In a renegotiation it is encrypted, and its record longer than itself.
    const bool isProtected = lane.changedCipherSpec && SSL_version(ssl) != TLS1_3_VERSION;
    lane.changedCipherSpec = true;
    lane.records = 0;
    add({.direction = Direction::Received,
         .contentType = kChangeCipherSpec,
         .recordVersion = lane.recordVersion,
         .encrypted = isProtected,
         .length = 1,
         .bytes = QByteArray(1, '\x01')}, // the only value there is (RFC 5246 §7.1)
        ssl);
}

void TraceRecorder::addApplicationData(Lane& lane, Direction direction, const SSL* ssl)
{
    lane.records = 0;
    if (!m_messages.isEmpty() && m_messages.last().contentType == kApplicationData
        && m_messages.last().direction == direction) {
        m_messages.last().length += lane.recordLength;
        ++m_messages.last().records;
        m_changed = true;
        return;
    }
    add({.direction = direction,
         .contentType = kApplicationData,
         .recordVersion = lane.recordVersion,
         .encrypted = true,
         .length = lane.recordLength},
        ssl);
}

void TraceRecorder::add(TraceMessage message, const SSL* ssl)
{
    m_changed = true;
    if (m_messages.size() >= m_maxMessages) {
        ++m_dropped;
        return;
    }
    message.index = static_cast<int>(m_messages.size());
    message.timeUs
        = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - m_start).count();
    message.state = SSL_state_string_long(ssl);
    m_messages.append(std::move(message));
}

} // namespace workbench
