#include "core/capture/conversation_table.h"

#include "core/wire/first_bytes.h"

#include <algorithm>

namespace workbench::capture {
namespace {

constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;

} // namespace

/// The header of a TCP segment (RFC 9293 §3.1) and what it carries.
struct ConversationTable::Segment
{
    Endpoint from;
    Endpoint to;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint8_t flags = 0;
    Bytes payload;

    bool has(std::uint8_t flag) const { return (flags & flag) != 0; }

    /// Number of the first byte of the payload: a SYN has one of its own.
    std::uint32_t first() const { return sequence + (has(kSyn) ? 1 : 0); }
};

struct ConversationTable::Conversation
{
    Key key;
    ConversationEnds ends;
    std::unique_ptr<ConversationReader> reader; ///< null before any data, and when it is over
    std::array<TcpStream, 2> streams;
    std::size_t memory = 0; ///< as last counted
    std::uint64_t number = 0; ///< in the order they began
    bool isOver = false;

    TcpStream& stream(Side side) { return streams.at(side == Side::Client ? 0 : 1); }

    Side sideOf(const Endpoint& end) const
    {
        return end == ends.client ? Side::Client : Side::Server;
    }
};

namespace {

/// Hands what a stream carries to the reader of its conversation.
class ReaderOutput : public StreamOutput
{
public:
    ReaderOutput(ConversationReader* reader, Side side, std::int64_t timeNs)
        : m_reader(reader)
        , m_side(side)
        , m_timeNs(timeNs)
    { }

    void bytes(Bytes content) override
    {
        if (m_reader != nullptr) {
            m_reader->read(m_side, content, m_timeNs);
        }
    }

    void gap(std::uint64_t missing) override
    {
        if (m_reader != nullptr) {
            m_reader->gap(m_side, missing);
        }
    }

private:
    ConversationReader* m_reader;
    Side m_side;
    std::int64_t m_timeNs;
};

Side otherSide(Side side)
{
    return side == Side::Client ? Side::Server : Side::Client;
}

} // namespace

ConversationTable::ConversationTable(MakeReader makeReader, FaultLog& faults)
    : m_makeReader(std::move(makeReader))
    , m_faults(faults)
    , m_fragments(faults)
{ }

ConversationTable::~ConversationTable() = default;

void ConversationTable::add(const Packet& packet)
{
    Bytes ip;
    switch (findIp(packet.linkType, packet.bytes, ip)) {
    case LinkResult::Ip:
        addIp(ip, packet);
        break;
    case LinkResult::Other:
        break;
    case LinkResult::Cut:
        m_faults.add(packet.offset,
                     "expected the rest of a packet's link header at offset "
                         + std::to_string(packet.offset + packet.bytes.size()) + ", none there");
        break;
    case LinkResult::Unknown:
        if (m_unknownLinks.insert(packet.linkType).second) {
            m_faults.add(packet.offset,
                         "packets of link type " + std::to_string(packet.linkType)
                             + " are not understood and were passed over");
        }
        break;
    }
}

void ConversationTable::addIp(Bytes bytes, const Packet& packet)
{
    std::string fault;
    std::optional<IpPacket> ip = readIp(bytes, fault);
    if (!ip) {
        const std::uint64_t start = packet.offset + (packet.bytes.size() - bytes.size());
        m_faults.add(start, "IP packet at offset " + std::to_string(start) + ": " + fault);
        return;
    }
    if (ip->isFragment) {
        ip = m_fragments.add(*ip, packet.offset);
    }
    if (!ip || (ip->protocol != kTcp && ip->protocol != kUdp)) {
        return;
    }
    wire::ByteReader ports(ip->payload);
    const Endpoint from {ip->source, ports.u16()};
    const Endpoint to {ip->destination, ports.u16()};
    if (ip->protocol == kTcp) {
        addTcp(from, to, ip->payload, packet);
    } else {
        addUdp(from, to, ip->payload, packet);
    }
}

ConversationTable::Key
ConversationTable::keyOf(const Endpoint& one, const Endpoint& other, bool isUdp)
{
    return {std::minmax(one, other), isUdp};
}

ConversationTable::Conversation*
ConversationTable::find(const Endpoint& from, const Endpoint& to, bool isUdp)
{
    const auto found = m_index.find(keyOf(from, to, isUdp));
    if (found == m_index.end()) {
        return nullptr;
    }
    m_conversations.splice(m_conversations.end(), m_conversations, found->second);
    return found->second->get();
}

ConversationTable::Conversation& ConversationTable::open(const ConversationEnds& ends)
{
    auto conversation = std::make_unique<Conversation>();
    conversation->key = keyOf(ends.client, ends.server, ends.isDatagrams);
    conversation->ends = ends;
    conversation->number = m_opened++;
    const auto place = m_conversations.insert(m_conversations.end(), std::move(conversation));
    const auto known = m_index.find((*place)->key);
    if (known != m_index.end()) {
        forget(known->second);
    }
    m_index.emplace((*place)->key, place);
    if (m_conversations.size() > kMostConversations) {
        forget(m_conversations.begin());
    }
    return **place;
}

/// The conversation that the segment belongs to, opened when it begins one; null when it says
/// nothing.
ConversationTable::Conversation* ConversationTable::conversationOf(const Segment& segment,
                                                                   const Packet& packet)
{
    Conversation* known = find(segment.from, segment.to, false);
    const bool opens = segment.has(kSyn) && !segment.has(kAck);
    if (known != nullptr) {
        const Side side = known->sideOf(segment.from);
        // The ports are used again for the next one.
        const bool isNext = opens && !known->stream(side).startsWith(segment.first());
        if (!isNext) {
            return known;
        }
    }
    if (!opens && !segment.has(kSyn) && segment.payload.empty()) {
        return nullptr;
    }
    // Without the SYN the lower port is taken for the server's.
    const bool fromServer
        = segment.has(kSyn) ? segment.has(kAck) : segment.from.port < segment.to.port;
    return &open({.client = fromServer ? segment.to : segment.from,
                  .server = fromServer ? segment.from : segment.to,
                  .isDatagrams = false,
                  .isOpeningSeen = segment.has(kSyn),
                  .startNs = packet.timeNs});
}

void ConversationTable::addTcp(const Endpoint& from,
                               const Endpoint& to,
                               Bytes bytes,
                               const Packet& packet)
{
    constexpr std::size_t kSmallestHeader = 20;
    wire::ByteReader reader(bytes);
    reader.uint(4);
    Segment segment {.from = from, .to = to};
    segment.sequence = static_cast<std::uint32_t>(reader.uint(4));
    segment.acknowledgment = static_cast<std::uint32_t>(reader.uint(4));
    const std::size_t header = (reader.u8() >> 4U) * std::size_t(4);
    segment.flags = reader.u8();
    if (reader.failed() || header < kSmallestHeader || header > bytes.size()) {
        m_faults.add(packet.offset,
                     "TCP segment in the packet at offset " + std::to_string(packet.offset) + ": "
                         + missingText(0, std::max(header, kSmallestHeader), bytes.size()));
        return;
    }
    segment.payload = bytes.subspan(header);
    Conversation* conversation = conversationOf(segment, packet);
    if (conversation == nullptr || conversation->isOver) {
        return;
    }
    if (conversation->reader == nullptr && !segment.payload.empty()) {
        conversation->reader = m_makeReader(conversation->ends);
    }
    const Side side = conversation->sideOf(from);
    TcpStream& stream = conversation->stream(side);
    ReaderOutput output(conversation->reader.get(), side, packet.timeNs);
    ReaderOutput opposite(conversation->reader.get(), otherSide(side), packet.timeNs);
    if (segment.has(kSyn) && !stream.isStarted()) {
        stream.start(segment.first());
    }
    if (segment.has(kAck)) {
        conversation->stream(otherSide(side)).acknowledge(segment.acknowledgment, opposite);
    }
    stream.segment(segment.first(), segment.payload, output);
    if (segment.has(kFin)) {
        stream.endAt(segment.first() + static_cast<std::uint32_t>(segment.payload.size()));
    }
    const bool isEnded = conversation->streams[0].isEnded() && conversation->streams[1].isEnded();
    if (isEnded || segment.has(kRst)) {
        close(*conversation);
    }
    account(*conversation);
}

void ConversationTable::addUdp(const Endpoint& from,
                               const Endpoint& to,
                               Bytes bytes,
                               const Packet& packet)
{
    constexpr std::size_t kHeader = 8;
    if (bytes.size() < kHeader) {
        m_faults.add(packet.offset,
                     "UDP datagram in the packet at offset " + std::to_string(packet.offset) + ": "
                         + missingText(0, kHeader, bytes.size()));
        return;
    }
    wire::ByteReader reader(bytes.subspan(4));
    const std::size_t length = reader.u16();
    const std::size_t end = std::clamp(length, kHeader, bytes.size());
    const Bytes payload = bytes.first(length == 0 ? bytes.size() : end).subspan(kHeader);
    Conversation* conversation = find(from, to, true);
    if (conversation == nullptr) {
        if (payload.empty() || wire::firstBytesKind(payload) != wire::FirstBytesKind::Dtls) {
            return;
        }
        conversation = &open({.client = from,
                              .server = to,
                              .isDatagrams = true,
                              .isOpeningSeen = false,
                              .startNs = packet.timeNs});
        conversation->reader = m_makeReader(conversation->ends);
    }
    if (conversation->reader != nullptr) {
        conversation->reader->read(conversation->sideOf(from), payload, packet.timeNs);
    }
    account(*conversation);
}

/// It stays known, so that what is sent again does not look like a new one.
void ConversationTable::close(Conversation& conversation)
{
    if (conversation.isOver) {
        return;
    }
    conversation.isOver = true;
    if (conversation.reader != nullptr) {
        for (const Side side : {Side::Client, Side::Server}) {
            ReaderOutput output(conversation.reader.get(), side, 0);
            conversation.stream(side).finish(output);
        }
        conversation.reader->end();
        conversation.reader.reset();
    }
    conversation.streams = {};
}

void ConversationTable::account(Conversation& conversation)
{
    constexpr std::size_t kOverhead = sizeof(Conversation) + 256;
    const std::size_t streams
        = conversation.streams[0].waitingBytes() + conversation.streams[1].waitingBytes();
    const std::size_t reader
        = conversation.reader == nullptr ? 0 : conversation.reader->memoryBytes();
    m_memory -= conversation.memory;
    conversation.memory = kOverhead + streams + reader;
    m_memory += conversation.memory;
    while (m_memory > kMostMemory && !m_conversations.empty()) {
        forget(m_conversations.begin());
    }
}

void ConversationTable::forget(Conversations::iterator position)
{
    Conversation& conversation = **position;
    close(conversation);
    m_memory -= conversation.memory;
    m_index.erase(conversation.key);
    m_conversations.erase(position);
}

void ConversationTable::finish()
{
    m_fragments.finish();
    m_conversations.sort(
        [](const auto& one, const auto& other) { return one->number < other->number; });
    while (!m_conversations.empty()) {
        forget(m_conversations.begin());
    }
}

} // namespace workbench::capture
