#pragma once

#include "core/wire/decode.h"
#include "core/wire/field_reader.h"

#include <cstdint>
#include <map>
#include <vector>

namespace workbench::wire {

/// What a server_hello decides, for whatever comes after it.
void learnFrom(Bytes message, DecodeContext& context);

/// Whole handshake messages one after the other; what is cut off at the end shows its fault.
void decodeMessages(FieldReader& reader, DecodeContext& context);

/// Handshake messages of TLS out of records: several in one, one in several (RFC 8446 §5.1).
class HandshakeStream
{
public:
    /// Reads the content of a handshake record that is in clear.
    void decodeFragment(FieldReader& record, DecodeContext& context);
    /// The records are over: what is there of a message goes below `root`.
    void finish(FieldReader& root, DecodeContext& context);

    std::size_t pendingBytes() const { return m_pending.size(); }

private:
    std::vector<std::uint8_t> m_pending; ///< the beginning of a message whose rest is still to come
};

/// The same for DTLS, where every fragment has a header and may come twice or late (RFC 6347
/// §4.2.3). The record is at a fragment's header.
class FragmentAssembly
{
public:
    void decodeFragment(FieldReader& record, DecodeContext& context);
    /// The records are over: of messages that are not whole, what has come of them up to the first
    /// hole goes below `root`.
    void finish(FieldReader& root, DecodeContext& context);

    bool isInsideMessage() const;

    /// What is kept of messages, roughly.
    std::size_t memoryBytes() const { return m_memory; }

private:
    struct Message
    {
        std::vector<std::uint8_t> header;
        std::size_t length = 0; ///< of the whole, as its first fragment says
        std::size_t covered = 0; ///< bytes of it that have come
        std::map<std::uint32_t, std::vector<std::uint8_t>> parts; ///< by offset, without overlap
        bool done = false;
    };

    /// Keeps what is new in the part; of bytes that came twice the first ones count.
    void add(Message& message, std::uint32_t offset, Bytes part);
    /// The message in one piece up to the first byte that has not come.
    static std::vector<std::uint8_t> assembled(const Message& message);

    std::map<std::uint16_t, Message> m_messages; ///< by message_seq
    std::size_t m_memory = 0;
};

} // namespace workbench::wire
