#pragma once

#include "core/wire/decode.h"
#include "core/wire/records/handshake_stream.h"

#include <optional>

namespace workbench::wire {

/// Records of one direction, one after the other.
class RecordDecoder
{
public:
    explicit RecordDecoder(DecodeContext& context)
        : m_context(context)
    { }

    /// Reads everything below `root` as the rest of the direction.
    void decodeAll(FieldReader& root);
    /// Reads whole records; more of the direction is to come.
    void decodeMore(FieldReader& root);

    /// The direction is over: a handshake message that is not whole goes below `root`.
    void finish(FieldReader& root)
    {
        m_stream.finish(root, m_context);
        m_assembly.finish(root, m_context);
    }

    /// Size of the record that begins here, its header included. 0: what is there is too short to
    /// say. Nothing: no record begins here.
    std::optional<std::size_t> recordSize(Bytes ahead) const;

    /// An encrypted record went by unread.
    void passOver() { m_first = false; }

    /// Bytes are missing before what comes next, or its beginning was not seen: forgets the
    /// handshake message that had begun, and takes all but hellos to be encrypted.
    void skipUnseen();

    /// Whether a handshake message has begun and its rest is still to come.
    bool isInsideMessage() const
    {
        return m_stream.pendingBytes() > 0 || m_assembly.isInsideMessage();
    }

    /// What is kept until messages are whole, in bytes.
    std::size_t memoryBytes() const { return m_stream.pendingBytes() + m_assembly.memoryBytes(); }

private:
    void decodeTls(FieldReader& root);
    void decodeDtls(FieldReader& root);
    void decodeDtls13(FieldReader& root);
    void decodeFragment(FieldReader& record, ContentType type);
    void decodeHandshake(FieldReader& record);
    void checkLength(FieldReader& record, ContentType type, std::size_t length) const;
    bool isClearHandshake(Bytes content) const;
    bool isSslv2(Bytes ahead) const;

    DecodeContext& m_context;
    HandshakeStream m_stream;
    FragmentAssembly m_assembly;
    bool m_protected = false; ///< change_cipher_spec has gone by, or the epoch is above 0
    bool m_sslv2 = false; ///< the last record was one of SSL 2
    bool m_first = true;
};

/// Reads content in clear of one record.
void decodeClearContent(FieldReader& reader, ContentType type, DecodeContext& context);

} // namespace workbench::wire
