#include "core/capture/conversation_decoder.h"

#include "core/capture/record_reading.h"
#include "core/wire/first_bytes.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::size_t kTlsHeader = 5;
constexpr std::size_t kMostEncrypted = (1U << 14U) + 2048; // RFC 5246 §6.2.3

bool isApplicationData(Bytes ahead)
{
    return ahead.size() >= kTlsHeader
        && ahead[0] == static_cast<std::uint8_t>(wire::ContentType::ApplicationData)
        && ahead[1] == 3;
}

/// Whether a stream of TLS begins with these bytes, or goes on with them at a record's beginning.
bool looksLikeRecord(Bytes bytes)
{
    constexpr std::size_t kEmptyRecord = 0;
    if (bytes.size() <= kTlsHeader || wire::firstBytesKind(bytes) != wire::FirstBytesKind::Tls) {
        return false;
    }
    const std::size_t length = bytes[3] << 8U | bytes[4];
    return length != kEmptyRecord;
}

/// Whether the record is one in clear that a direction can begin with.
bool isHello(Bytes record)
{
    constexpr std::uint8_t kHelloRequest = 0;
    constexpr std::uint8_t kClientHello = 1;
    constexpr std::uint8_t kServerHello = 2;
    constexpr std::size_t kEmptyMessage = 4; // shorter than any that is encrypted
    const std::uint8_t type = record[kTlsHeader];
    const std::size_t length = record[3] << 8U | record[4];
    return record[0] == static_cast<std::uint8_t>(wire::ContentType::Handshake)
        && (type == kClientHello || type == kServerHello
            || (type == kHelloRequest && length == kEmptyMessage));
}

Side other(Side side)
{
    return side == Side::Client ? Side::Server : Side::Client;
}

} // namespace

ConversationDecoder::ConversationDecoder(const ConversationEnds& ends,
                                         std::unique_ptr<RecordSink> sink,
                                         FaultLog& faults,
                                         wire::Decompress decompress)
    : m_ends(ends)
    , m_sink(std::move(sink))
    , m_faults(faults)
    , m_context {.isDtls = m_ends->isDatagrams, .decompress = decompress}
    , m_lanes {Lane(m_context), Lane(m_context)}
{ }

ConversationDecoder::ConversationDecoder(std::unique_ptr<RecordSink> sink,
                                         FaultLog& faults,
                                         wire::Decompress decompress)
    : m_sink(std::move(sink))
    , m_faults(faults)
    , m_context {.decompress = decompress}
    , m_lanes {Lane(m_context), Lane(m_context)}
{
    for (Lane& lane : m_lanes) {
        lane.isInStep = true;
        lane.isFound = true;
    }
}

void ConversationDecoder::read(Side from, Bytes content, std::int64_t timeNs)
{
    m_timeNs = timeNs;
    if (m_ends && m_ends->isDatagrams) {
        readDatagram(lane(from), from, content);
    } else {
        readStream(lane(from), from, content);
    }
}

void ConversationDecoder::readDatagram(Lane& lane, Side from, Bytes content)
{
    // RFC 7983 §7: other first bytes are other protocols on the same ports.
    constexpr std::uint8_t kFirst = 20;
    constexpr std::uint8_t kLast = 63;
    if (!content.empty() && content[0] >= kFirst && content[0] <= kLast) {
        decode(lane, from, content);
    }
    lane.offset += content.size();
}

void ConversationDecoder::readStream(Lane& lane, Side from, Bytes content)
{
    while (!content.empty()) {
        if (lane.toSkip > 0) {
            const std::uint64_t step = std::min<std::uint64_t>(lane.toSkip, content.size());
            lane.toSkip -= step;
            lane.offset += step;
            content = content.subspan(static_cast<std::size_t>(step));
        } else if (!lane.isInStep && (!m_ends || !findStart(lane, content))) {
            return; // behind what is no record, nothing of a file can be found
        } else if (!takeRecord(lane, from, content)) {
            loseStep(lane, from, content);
            return;
        }
    }
}

/// Only where a segment begins: a record of TLS begins one, too, after a talk in clear.
bool ConversationDecoder::findStart(Lane& lane, Bytes content)
{
    std::vector<std::uint8_t> joined = lane.pending;
    Bytes ahead = content;
    if (!joined.empty()) {
        joined.insert(joined.end(), content.begin(), content.end());
        ahead = joined;
    }
    const wire::FirstBytesKind kind = wire::firstBytesKind(ahead);
    const bool isSslv2 = lane.offset == 0 && !lane.isUnseen
        && (kind == wire::FirstBytesKind::Sslv2ClientHello
            || kind == wire::FirstBytesKind::Sslv2ServerHello);
    if (!isSslv2 && !looksLikeRecord(ahead)) {
        if (ahead.size() <= kTlsHeader && kind == wire::FirstBytesKind::Tls) {
            lane.pending.assign(ahead.begin(), ahead.end());
        } else {
            lane.pending.clear();
            lane.offset += ahead.size();
        }
        return false;
    }
    if (!isSslv2 && !isHello(ahead)) {
        lane.decoder.skipUnseen(); // the hello was not captured
    }
    lane.isInStep = true;
    lane.isFound = true;
    return true;
}

bool ConversationDecoder::takeRecord(Lane& lane, Side from, Bytes& content)
{
    std::vector<std::uint8_t>& pending = lane.pending;
    std::optional<std::size_t> size = lane.decoder.recordSize(pending.empty() ? content : pending);
    // A header may itself be cut, so that the size is known only byte by byte.
    while (size && *size == 0 && !pending.empty() && !content.empty()) {
        pending.push_back(content[0]);
        content = content.subspan(1);
        size = lane.decoder.recordSize(pending);
    }
    if (!size) {
        return false;
    }
    const std::size_t there = pending.size() + content.size();
    if (*size != 0 && isApplicationData(pending.empty() ? content : pending)) {
        takeEncrypted(lane, from, pending.empty() ? content : pending);
        const std::size_t taken = std::min(*size - pending.size(), content.size());
        lane.offset += pending.size() + taken;
        lane.toSkip = *size - pending.size() - taken;
        pending.clear();
        content = content.subspan(taken);
        return true;
    }
    if (*size == 0 || *size > there) {
        pending.insert(pending.end(), content.begin(), content.end());
        content = {};
        return true;
    }
    const std::size_t missing = *size - pending.size();
    if (pending.empty()) {
        decode(lane, from, content.first(missing));
    } else {
        std::vector<std::uint8_t> record;
        record.swap(pending);
        record.insert(
            record.end(), content.begin(), content.begin() + static_cast<std::ptrdiff_t>(missing));
        decode(lane, from, record);
    }
    lane.offset += *size;
    content = content.subspan(missing);
    return true;
}

void ConversationDecoder::takeEncrypted(Lane& lane, Side from, Bytes header)
{
    lane.decoder.passOver();
    DecodedRecord record;
    record.contentType = header[0];
    record.version = static_cast<std::uint16_t>(header[1] << 8U | header[2]);
    record.offset = lane.offset;
    record.length = header[3] << 8U | header[4];
    record.isEncrypted = true;
    if (record.length > kMostEncrypted) {
        record.faults.push_back("expected at most " + byteCount(kMostEncrypted) + " at offset "
                                + std::to_string(lane.offset + 3) + ", "
                                + std::to_string(record.length) + " announced");
        m_faults.add(lane.offset + 3, record.faults.back(), where(from));
    }
    emit(record, from);
}

void ConversationDecoder::decode(Lane& lane, Side from, Bytes bytes)
{
    wire::FieldTree tree(bytes);
    {
        wire::FieldReader root(tree, "records", wire::Format::List);
        lane.decoder.decodeMore(root);
    }
    take(lane, from, tree);
}

void ConversationDecoder::take(Lane& lane, Side from, const wire::FieldTree& tree)
{
    noteFaults(tree, lane.offset, from);
    for (DecodedRecord& record : recordsOf(tree, lane.offset)) {
        emit(record, from);
    }
}

void ConversationDecoder::loseStep(Lane& lane, Side from, Bytes ahead)
{
    const std::uint8_t found = lane.pending.empty() ? ahead[0] : lane.pending[0];
    m_faults.add(lane.offset,
                 "expected a content type (20 to 26) at offset " + std::to_string(lane.offset)
                     + ", " + std::to_string(found)
                     + " there: the records after it cannot be found",
                 where(from));
    lane.offset += lane.pending.size() + ahead.size();
    lane.pending.clear();
    lane.isInStep = false;
    lane.isUnseen = true;
}

void ConversationDecoder::gap(Side from, std::uint64_t missing)
{
    Lane& lane = this->lane(from);
    if (m_begun) {
        m_faults.add(lane.offset + lane.pending.size(),
                     byteCount(missing) + " at offset "
                         + std::to_string(lane.offset + lane.pending.size()) + " were not captured",
                     where(from));
    }
    const std::size_t size = lane.isInStep ? lane.decoder.recordSize(lane.pending).value_or(0) : 0;
    std::uint64_t rest = lane.toSkip;
    if (size > lane.pending.size()) {
        rest = size - lane.pending.size();
        decode(lane, from, lane.pending);
    }
    lane.offset += lane.pending.size() + missing;
    lane.pending.clear();
    lane.decoder.skipUnseen();
    lane.isUnseen = true;
    // Inside a record whose end is known.
    lane.isInStep = lane.isInStep && rest >= missing;
    lane.toSkip = lane.isInStep ? rest - missing : 0;
}

void ConversationDecoder::emit(DecodedRecord& record, Side from)
{
    std::optional<Side> sender;
    for (const DecodedMessage& message : record.messages) {
        sender = sender ? sender : senderOf(message);
    }
    if (!m_begun) {
        m_begun = true;
        if (m_ends && !m_ends->isOpeningSeen && sender && *sender != from) {
            m_swapped = true;
            std::swap(m_ends->client, m_ends->server);
        }
        m_sink->begin(m_ends);
    }
    if (m_ends) {
        record.from = m_swapped ? other(from) : from;
    } else {
        Lane& own = lane(from);
        const std::optional<Side> opposite = lane(other(from)).sender;
        own.sender = sender ? sender : own.sender;
        record.from = own.sender || !opposite ? own.sender : std::optional(other(*opposite));
    }
    record.timeNs = m_timeNs;
    m_sink->record(record);
}

void ConversationDecoder::noteFaults(const wire::FieldTree& tree, std::uint64_t offset, Side from)
{
    for (const wire::Field field : tree.faultyFields()) {
        wire::Fault fault = *field.fault();
        const bool isInRecord = field.source() == 0;
        const std::uint64_t place = isInRecord ? offset + fault.offset : offset;
        if (isInRecord) {
            fault.offset = static_cast<std::uint32_t>(place);
        }
        m_faults.add(place, std::string(field.name()) + ": " + fault.text(), where(from));
    }
}

void ConversationDecoder::end()
{
    endLane(m_lanes[0], Side::Client);
    endLane(m_lanes[1], Side::Server);
    if (m_begun) {
        m_sink->end();
    }
}

void ConversationDecoder::endLane(Lane& lane, Side from)
{
    if (lane.toSkip > 0) {
        m_faults.add(lane.offset, missingText(lane.offset, lane.toSkip, 0), where(from));
    }
    if (!lane.isFound || (lane.pending.empty() && !lane.decoder.isInsideMessage())) {
        return;
    }
    wire::FieldTree tree(lane.pending);
    {
        wire::FieldReader root(tree, "records", wire::Format::List);
        lane.decoder.decodeMore(root);
        lane.decoder.finish(root);
    }
    take(lane, from, tree);
    lane.pending.clear();
}

std::size_t ConversationDecoder::memoryBytes() const
{
    std::size_t total = sizeof(*this) + m_sink->memoryBytes();
    for (const Lane& lane : m_lanes) {
        total += lane.pending.capacity() + lane.decoder.memoryBytes();
    }
    return total;
}

/// From whom to whom the bytes went that an offset counts in.
std::string ConversationDecoder::where(Side from) const
{
    if (!m_ends) {
        return {};
    }
    const bool fromClient = (from == Side::Client) != m_swapped;
    const Endpoint& sender = fromClient ? m_ends->client : m_ends->server;
    const Endpoint& receiver = fromClient ? m_ends->server : m_ends->client;
    return sender.text() + " → " + receiver.text();
}

} // namespace workbench::capture
