#include "core/wire/records/handshake_stream.h"

#include "core/wire/handshake_header.h"
#include "core/wire/handshake_summary.h"
#include "core/wire/messages/messages.h"

#include <algorithm>

namespace workbench::wire {
namespace {

constexpr std::size_t kPartOverhead = 80; // of a node in a map and a vector

} // namespace

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
            message.length = length;
            m_memory += sizeof(Message) + kDtlsHandshakeHeader;
        }
        if (message.done || length != message.length) {
            continue;
        }
        add(message, offset, fragment.subspan(kDtlsHandshakeHeader));
        if (message.covered == length) {
            std::vector<std::uint8_t> bytes = assembled(message);
            message.done = true;
            m_memory -= message.covered + message.parts.size() * kPartOverhead;
            message.parts.clear();
            learnFrom(bytes, context);
            const char* wholeName = messageName(bytes, true);
            FieldReader field = record.derived(wholeName, std::move(bytes), Note::Reassembled);
            decodeHandshake(field, context);
        }
    }
}

void FragmentAssembly::add(Message& message, std::uint32_t offset, Bytes part)
{
    std::size_t begin = offset;
    const std::size_t end = std::min(begin + part.size(), message.length);
    auto next = message.parts.upper_bound(offset);
    if (next != message.parts.begin()) {
        const auto& [before, bytes] = *std::prev(next);
        begin = std::max(begin, before + bytes.size());
    }
    // The holes between what is there already.
    while (begin < end) {
        const std::size_t hole
            = next == message.parts.end() ? end : std::min<std::size_t>(next->first, end);
        if (begin < hole) {
            const Bytes fresh = part.subspan(begin - offset, hole - begin);
            message.parts.emplace_hint(
                next, static_cast<std::uint32_t>(begin), std::vector(fresh.begin(), fresh.end()));
            message.covered += fresh.size();
            m_memory += fresh.size() + kPartOverhead;
        }
        if (next == message.parts.end()) {
            return;
        }
        begin = std::max(begin, next->first + next->second.size());
        ++next;
    }
}

std::vector<std::uint8_t> FragmentAssembly::assembled(const Message& message)
{
    // The header of a message in one piece: fragment_offset 0, fragment_length as length.
    std::vector<std::uint8_t> whole = message.header;
    std::fill_n(whole.begin() + 6, 3, std::uint8_t(0));
    std::copy_n(whole.begin() + 1, 3, whole.begin() + 9);
    for (const auto& [offset, part] : message.parts) {
        if (offset > whole.size() - kDtlsHandshakeHeader) {
            break;
        }
        whole.insert(whole.end(), part.begin(), part.end());
    }
    return whole;
}

bool FragmentAssembly::isInsideMessage() const
{
    return std::any_of(
        m_messages.begin(), m_messages.end(), [](const auto& entry) { return !entry.second.done; });
}

void FragmentAssembly::finish(FieldReader& root, DecodeContext& context)
{
    for (auto& [sequence, message] : m_messages) {
        if (message.done) {
            continue;
        }
        message.done = true;
        std::vector<std::uint8_t> bytes = assembled(message);
        const char* name = messageName(bytes, true);
        FieldReader field = root.derived(name, std::move(bytes), Note::Truncated);
        decodeHandshake(field, context);
    }
}

} // namespace workbench::wire
