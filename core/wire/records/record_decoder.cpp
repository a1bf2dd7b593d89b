#include "core/wire/records/record_decoder.h"

#include "core/wire/messages/messages.h"
#include "core/wire/records/sslv2.h"
#include "core/wire/registry.h"

namespace workbench::wire {
namespace {

constexpr std::size_t kTlsHeader = 5;
constexpr std::size_t kDtlsHeader = 13;
constexpr std::size_t kLargestPlain = 1U << 14U; // RFC 8446 §5.1
constexpr std::size_t kTls12Expansion = 2048; // RFC 5246 §6.2.3
constexpr std::size_t kTls13Expansion = 256; // RFC 8446 §5.2

bool isContentType(std::uint8_t byte)
{
    return byte >= static_cast<std::uint8_t>(ContentType::ChangeCipherSpec)
        && byte <= static_cast<std::uint8_t>(ContentType::Ack);
}

bool isDtlsHeader(Bytes ahead)
{
    return ahead.size() > 1 && isContentType(ahead[0]) && ahead[1] == 0xfe;
}

/// 001 in the top bits, RFC 9147 §4.
bool isUnifiedHeader(std::uint8_t byte)
{
    return (byte & 0xe0) == 0x20;
}

constexpr std::uint8_t kUnifiedCid = 0x10;
constexpr std::uint8_t kUnifiedLongSequence = 0x08;
constexpr std::uint8_t kUnifiedLength = 0x04;

/// Without a length, or with a connection ID of unknown length, the record takes all there is.
std::size_t unifiedRecordSize(Bytes ahead)
{
    if ((ahead[0] & kUnifiedCid) != 0 || (ahead[0] & kUnifiedLength) == 0) {
        return ahead.size();
    }
    ByteReader reader(ahead);
    reader.bytes((ahead[0] & kUnifiedLongSequence) != 0 ? 3 : 2);
    const std::size_t length = reader.u16();
    return reader.failed() ? 0 : reader.offset() + length;
}

} // namespace

void RecordDecoder::decodeAll(FieldReader& root)
{
    decodeMore(root);
    finish(root);
}

void RecordDecoder::decodeMore(FieldReader& root)
{
    while (root.more()) {
        const Bytes ahead = root.ahead();
        const bool unified = m_context.isDtls && isUnifiedHeader(ahead[0]);
        if (!isContentType(ahead[0]) && isSslv2(ahead)) {
            m_sslv2 = true;
            sslv2::decodeRecord(root);
        } else if (unified) {
            decodeDtls13(root);
        } else if (!isContentType(ahead[0])) {
            // Whatever this is, the records after it cannot be found.
            root.reject("record", "a content type (20 to 26)", ahead[0]);
            return;
        } else if (m_context.isDtls || (m_first && isDtlsHeader(ahead))) {
            m_context.isDtls = true;
            decodeDtls(root);
        } else {
            decodeTls(root);
        }
        m_first = false;
    }
}

std::optional<std::size_t> RecordDecoder::recordSize(Bytes ahead) const
{
    constexpr std::size_t kSslv2Beginning = 6;
    if (ahead.empty()) {
        return 0;
    }
    const bool isType = isContentType(ahead[0]);
    if (!isType && isSslv2(ahead)) {
        return sslv2::recordSize(ahead);
    }
    if (!isType && m_context.isDtls && isUnifiedHeader(ahead[0])) {
        return unifiedRecordSize(ahead);
    }
    if (!isType) {
        const bool mayBeSslv2 = m_first && ahead.size() < kSslv2Beginning;
        return mayBeSslv2 ? std::optional<std::size_t>(0) : std::nullopt;
    }
    const bool isDtls = m_context.isDtls || (m_first && isDtlsHeader(ahead));
    ByteReader reader(ahead);
    reader.bytes((isDtls ? kDtlsHeader : kTlsHeader) - 2);
    const std::size_t length = reader.u16();
    return reader.failed() ? 0 : reader.offset() + length;
}

void RecordDecoder::skipUnseen()
{
    m_stream = {};
    m_first = false;
    m_protected = m_protected || !m_context.isDtls;
}

/// A connection begins with a hello; after one that was not answered with TLS all records are
/// SSL 2.
bool RecordDecoder::isSslv2(Bytes ahead) const
{
    return m_first ? sslv2::beginsWithHello(ahead) : m_sslv2 && (ahead[0] & 0x80) != 0;
}

void RecordDecoder::checkLength(FieldReader& record, ContentType type, std::size_t length) const
{
    std::size_t largest = kLargestPlain;
    if (type == ContentType::ApplicationData || m_protected) {
        largest += isTls13OrLater(m_context.version) ? kTls13Expansion : kTls12Expansion;
    }
    if (length > largest) {
        record.fault(Fault::Kind::TooLong,
                     static_cast<std::uint32_t>(largest),
                     static_cast<std::uint32_t>(length));
    }
}

void RecordDecoder::decodeTls(FieldReader& root)
{
    ByteReader header(root.ahead());
    const auto type = static_cast<ContentType>(header.u8());
    header.u16();
    const std::size_t length = header.u16();
    FieldReader record = root.part("record", header.failed() ? root.left() : kTlsHeader + length);
    record.uint("type", 1, Format::ContentType);
    record.uint("legacy_record_version", 2, Format::Version);
    record.uint("length", 2);
    if (!record.failed()) {
        checkLength(record, type, length);
        decodeFragment(record, type);
    }
}

void RecordDecoder::decodeDtls(FieldReader& root)
{
    ByteReader header(root.ahead());
    const auto type = static_cast<ContentType>(header.u8());
    header.u16();
    const std::uint16_t epoch = header.u16();
    header.uint(6);
    const std::size_t length = header.u16();
    FieldReader record = root.part("record", header.failed() ? root.left() : kDtlsHeader + length);
    record.uint("type", 1, Format::ContentType);
    record.uint("version", 2, Format::Version);
    record.uint("epoch", 2);
    record.uint("sequence_number", 6);
    record.uint("length", 2);
    if (record.failed()) {
        return;
    }
    m_protected = epoch > 0;
    checkLength(record, type, length);
    decodeFragment(record, type);
}

/// The header of protected records of DTLS 1.3, which says itself what is in it. Without knowing
/// the connection a connection ID has no known length: then the rest is one piece.
void RecordDecoder::decodeDtls13(FieldReader& root)
{
    const std::uint8_t flags = root.ahead()[0];
    FieldReader record = root.group("record");
    record.uint("unified_header", 1, Format::Hex);
    if ((flags & kUnifiedCid) != 0) {
        record.rest("encrypted_record");
        record.remark(Note::Encrypted);
        return;
    }
    // The number itself is encrypted, too (RFC 9147 §4.2.3).
    record.uint("sequence_number", (flags & kUnifiedLongSequence) != 0 ? 2 : 1, Format::Hex);
    if ((flags & kUnifiedLength) != 0) {
        record.opaque("encrypted_record", {2});
    } else {
        record.rest("encrypted_record");
    }
    record.remark(Note::Encrypted);
}

bool RecordDecoder::isClearHandshake(Bytes content) const
{
    if (!m_protected) {
        return true;
    }
    if (m_context.isDtls) {
        return false;
    }
    if (m_context.version != 0) {
        // TLS 1.3 sends change_cipher_spec only for the looks (RFC 8446 §D.4).
        return isTls13OrLater(m_context.version);
    }
    // A client's second hello follows it in clear; of the rest nothing is.
    return content.size() >= 4
        && content[0] == static_cast<std::uint8_t>(HandshakeType::ClientHello)
        && messageSize(content, false) <= content.size();
}

void RecordDecoder::decodeFragment(FieldReader& record, ContentType type)
{
    switch (type) {
    case ContentType::ChangeCipherSpec:
        decodeChangeCipherSpec(record);
        m_protected = m_protected || !m_context.isDtls;
        return;
    case ContentType::Handshake:
        if (isClearHandshake(record.ahead())) {
            decodeHandshake(record);
            return;
        }
        record.rest("encrypted_handshake");
        record.remark(Note::EncryptedHandshake);
        return;
    case ContentType::Alert:
        if (record.left() == 2) {
            decodeAlert(record);
            return;
        }
        record.rest("encrypted_alert");
        record.remark(Note::EncryptedAlert);
        return;
    case ContentType::Heartbeat:
        if (!m_protected) {
            decodeHeartbeat(record);
            return;
        }
        break;
    case ContentType::Ack:
        if (!m_protected) {
            decodeAck(record);
            return;
        }
        break;
    case ContentType::ApplicationData:
    case ContentType::Tls12Cid:
        break;
    }
    record.rest("encrypted_record");
    record.remark(Note::Encrypted);
}

void RecordDecoder::decodeHandshake(FieldReader& record)
{
    if (m_context.isDtls) {
        m_assembly.decodeFragment(record, m_context);
    } else {
        m_stream.decodeFragment(record, m_context);
    }
}

void decodeClearContent(FieldReader& reader, ContentType type, DecodeContext& context)
{
    switch (type) {
    case ContentType::ChangeCipherSpec:
        decodeChangeCipherSpec(reader);
        break;
    case ContentType::Alert:
        decodeAlert(reader);
        break;
    case ContentType::Handshake:
        decodeMessages(reader, context);
        break;
    case ContentType::Heartbeat:
        decodeHeartbeat(reader);
        break;
    case ContentType::Ack:
        decodeAck(reader);
        break;
    case ContentType::ApplicationData:
    case ContentType::Tls12Cid:
        reader.rest("data");
        break;
    default:
        reader.rest("fragment");
        break;
    }
}

FieldTree decodeContent(ContentType type, Bytes content, const DecodeContext& context)
{
    const char* name = registeredContentTypeName(static_cast<std::uint8_t>(type));
    FieldTree tree(content);
    DecodeContext state = context;
    FieldReader root(tree, name != nullptr ? name : "content");
    decodeClearContent(root, type, state);
    return tree;
}

FieldTree decodeInnerPlaintext(Bytes plaintext, const DecodeContext& context)
{
    FieldTree tree(plaintext);
    FieldReader root(tree, "inner_plaintext");
    std::size_t end = plaintext.size();
    while (end > 0 && plaintext[end - 1] == 0) {
        --end;
    }
    if (end == 0) {
        // RFC 8446 §5.4: nothing but zeros has no type.
        root.fault(Fault::Kind::Missing, 1, 0);
        root.rest("zeros");
        return tree;
    }
    const auto type = static_cast<ContentType>(plaintext[end - 1]);
    const char* name = registeredContentTypeName(plaintext[end - 1]);
    DecodeContext state = context;
    {
        FieldReader content = root.part(name != nullptr ? name : "content", end - 1);
        decodeClearContent(content, type, state);
    }
    root.uint("type", 1, Format::ContentType);
    root.rest("zeros");
    root.remark(Note::Padding);
    return tree;
}

FieldTree decodeRecords(Bytes records, DecodeContext& context)
{
    FieldTree tree(records);
    FieldReader root(tree, "records", Format::List);
    RecordDecoder(context).decodeAll(root);
    return tree;
}

} // namespace workbench::wire
