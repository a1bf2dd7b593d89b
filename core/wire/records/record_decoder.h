#pragma once

#include "core/wire/decode.h"
#include "core/wire/records/handshake_stream.h"

namespace workbench::wire {

/// Records of one direction, one after the other.
class RecordDecoder
{
public:
    explicit RecordDecoder(DecodeContext& context)
        : m_context(context)
    { }

    void decodeAll(FieldReader& root);

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
