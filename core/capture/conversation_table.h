#pragma once

#include "core/capture/endpoint.h"
#include "core/capture/fault_log.h"
#include "core/capture/ip_fragments.h"
#include "core/capture/packet_reader.h"
#include "core/capture/tcp_stream.h"

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace workbench::capture {

enum class Side : std::uint8_t
{
    Client,
    Server
};

/// Who talks to whom.
struct ConversationEnds
{
    Endpoint client; ///< who opened it; guessed when that was not captured
    Endpoint server;
    bool isDatagrams = false; ///< UDP
    bool isOpeningSeen = false; ///< the beginning was captured, so the roles are certain
    std::int64_t startNs = 0; ///< since 1970
};

/// What a conversation carries, as a ConversationTable hands it over.
class ConversationReader
{
public:
    ConversationReader() = default;
    virtual ~ConversationReader() = default;
    ConversationReader(const ConversationReader&) = delete;
    ConversationReader& operator=(const ConversationReader&) = delete;
    ConversationReader(ConversationReader&&) = delete;
    ConversationReader& operator=(ConversationReader&&) = delete;

    /// The next bytes of that direction; of UDP one datagram.
    virtual void read(Side from, Bytes content, std::int64_t timeNs) = 0;
    /// Bytes that were sent and not captured.
    virtual void gap(Side from, std::uint64_t missing) = 0;
    /// Nothing more comes.
    virtual void end() = 0;
    /// What it keeps, for the limit of them all.
    virtual std::size_t memoryBytes() const = 0;
};

/// Sorts the packets of a capture into TCP and UDP conversations and puts their bytes in order. A
/// conversation that is over is ended and forgotten at once; of those that stay open, the ones that
/// were silent for longest are ended when there are too many or they keep too much. So the memory
/// does not grow with the capture.
class ConversationTable
{
public:
    using MakeReader
        = std::function<std::unique_ptr<ConversationReader>(const ConversationEnds& ends)>;

    static constexpr std::size_t kMostConversations = 8192;
    static constexpr std::size_t kMostMemory = 48U << 20U;

    /// `makeReader` is asked for every conversation that carries data, for UDP only when the first
    /// datagram is one of DTLS.
    ConversationTable(MakeReader makeReader, FaultLog& faults);
    ~ConversationTable();
    ConversationTable(const ConversationTable&) = delete;
    ConversationTable& operator=(const ConversationTable&) = delete;
    ConversationTable(ConversationTable&&) = delete;
    ConversationTable& operator=(ConversationTable&&) = delete;

    void add(const Packet& packet);
    /// The capture is over: ends what is still open, in the order it began.
    void finish();

private:
    struct Conversation;
    using Conversations = std::list<std::unique_ptr<Conversation>>;
    using Key = std::pair<std::pair<Endpoint, Endpoint>, bool>; ///< the lower end first; is UDP
    struct Segment;

    void addIp(Bytes bytes, const Packet& packet);
    void addTcp(const Endpoint& from, const Endpoint& to, Bytes bytes, const Packet& packet);
    void addUdp(const Endpoint& from, const Endpoint& to, Bytes bytes, const Packet& packet);
    Conversation* find(const Endpoint& from, const Endpoint& to, bool isUdp);
    Conversation& open(const ConversationEnds& ends);
    Conversation* conversationOf(const Segment& segment, const Packet& packet);
    void close(Conversation& conversation);
    void account(Conversation& conversation);
    void forget(Conversations::iterator position);
    static Key keyOf(const Endpoint& one, const Endpoint& other, bool isUdp);

    MakeReader m_makeReader;
    FaultLog& m_faults;
    IpFragments m_fragments;
    Conversations m_conversations; ///< the one that was silent for longest first
    std::map<Key, Conversations::iterator> m_index;
    std::set<std::uint32_t> m_unknownLinks; ///< that were named already
    std::size_t m_memory = 0;
    std::uint64_t m_opened = 0;
};

} // namespace workbench::capture
