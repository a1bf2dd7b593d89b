#include "core/wire/records/handshake_stream.h"

#include "core/wire/handshake_header.h"
#include "core/wire/handshake_summary.h"
#include "core/wire/messages/messages.h"

#include <algorithm>

namespace workbench::wire {

void learnFrom(Bytes message, DecodeContext& context)
{
    const auto hello = summarizeServerHello(message, context.isDtls ? Framing::Dtls : Framing::Tls);
    if (hello) {
        context.version = hello->version;
        context.cipherSuite = hello->cipherSuite;
    }
}

void decodeMessages(FieldReader& reader, DecodeContext& context)
{
    while (reader.more()) {
        const Bytes ahead = reader.ahead();
        const std::size_t size = messageSize(ahead, context.isDtls);
        const bool whole = size != 0 && size <= ahead.size();
        const Bytes message = whole ? ahead.first(size) : ahead;
        learnFrom(message, context);
        FieldReader field = reader.part(messageName(message, context.isDtls), message.size());
        decodeHandshake(field, context);
    }
}

void HandshakeStream::decodeFragment(FieldReader& record, DecodeContext& context)
{
    while (record.more()) {
        const Bytes ahead = record.ahead();
        if (m_pending.empty()) {
            const std::size_t size = messageSize(ahead, false);
            if (size != 0 && size <= ahead.size()) {
                learnFrom(ahead.first(size), context);
                FieldReader message = record.part(messageName(ahead, false), size);
                decodeHandshake(message, context);
                continue;
            }
        }
        std::size_t take = ahead.size();
        // The header may itself be cut, so that the size is known only byte by byte.
        std::size_t size = messageSize(m_pending, false);
        if (size == 0 && m_pending.size() < kTlsHandshakeHeader
            && m_pending.size() + take > kTlsHandshakeHeader) {
            std::vector<std::uint8_t> header = m_pending;
            header.insert(header.end(),
                          ahead.begin(),
                          ahead.begin()
                              + static_cast<std::ptrdiff_t>(kTlsHandshakeHeader - header.size()));
            size = messageSize(header, false);
        }
        if (size != 0) {
            take = std::min(take, size - m_pending.size());
        }
        const Bytes fragment = record.bytes("handshake_fragment", take);
        record.remark(Note::Fragment);
        m_pending.insert(m_pending.end(), fragment.begin(), fragment.end());
        size = messageSize(m_pending, false);
        if (size != 0 && m_pending.size() == size) {
            std::vector<std::uint8_t> whole;
            whole.swap(m_pending);
            learnFrom(whole, context);
            const char* name = messageName(whole, false);
            FieldReader message = record.derived(name, std::move(whole), Note::Reassembled);
            decodeHandshake(message, context);
        }
    }
}

void HandshakeStream::finish(FieldReader& root, DecodeContext& context)
{
    if (m_pending.empty()) {
        return;
    }
    const char* name = messageName(m_pending, false);
    FieldReader message = root.derived(name, std::move(m_pending), Note::Truncated);
    m_pending.clear();
    decodeHandshake(message, context);
}

void FragmentAssembly::decodeFragment(FieldReader& record, DecodeContext& context)
{
    while (record.more()) {
        const Bytes ahead = record.ahead();
        ByteReader header(ahead);
        header.u8();
        const auto length = static_cast<std::size_t>(header.uint(3));
        const std::uint16_t sequence = header.u16();
        const auto offset = static_cast<std::uint32_t>(header.uint(3));
        const auto size = static_cast<std::size_t>(header.uint(3));
        const std::size_t there = std::min(ahead.size(), kDtlsHandshakeHeader + size);
        const Bytes fragment = ahead.first(there);
        const char* name = messageName(fragment, true);
        const bool whole = offset == 0 && size == length;
        if (whole) {
            learnFrom(fragment, context);
        }
        {
            FieldReader field = record.part(name, there);
            decodeHandshake(field, context);
        }
        if (whole || header.failed() || there < kDtlsHandshakeHeader + size) {
            continue;
        }
        Message& message = m_messages[sequence];
        if (message.header.empty()) {
            message.header.assign(fragment.begin(), fragment.begin() + kDtlsHandshakeHeader);
        }
        message.parts.try_emplace(offset, fragment.begin() + kDtlsHandshakeHeader, fragment.end());
        std::vector<std::uint8_t> bytes
            = message.done ? std::vector<std::uint8_t>() : assembled(message, length);
        if (!bytes.empty()) {
            message.done = true;
            message.parts.clear();
            learnFrom(bytes, context);
            const char* wholeName = messageName(bytes, true);
            FieldReader field = record.derived(wholeName, std::move(bytes), Note::Reassembled);
            decodeHandshake(field, context);
        }
    }
}

std::vector<std::uint8_t> FragmentAssembly::assembled(const Message& message, std::size_t length)
{
    // Nothing is reserved for what was only announced.
    std::vector<std::uint8_t> body;
    for (const auto& [offset, part] : message.parts) {
        if (offset > body.size()) {
            return {};
        }
        const std::size_t known = body.size() - offset;
        if (part.size() > known) {
            body.insert(body.end(), part.begin() + static_cast<std::ptrdiff_t>(known), part.end());
        }
    }
    if (body.size() != length) {
        return {};
    }
    // The header of a message in one piece: fragment_offset 0, fragment_length as length.
    std::vector<std::uint8_t> whole = message.header;
    std::fill_n(whole.begin() + 6, 3, std::uint8_t(0));
    std::copy_n(whole.begin() + 1, 3, whole.begin() + 9);
    whole.insert(whole.end(), body.begin(), body.end());
    return whole;
}

} // namespace workbench::wire
