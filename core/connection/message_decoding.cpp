#include "core/connection/message_decoding.h"

#include "core/base/bytes.h"
#include "core/base/certificate_decompression.h"
#include "core/wire/registry.h"

namespace workbench {

namespace {

/// Versions of DTLS count down from 0xfeff (RFC 6347 §4.1).
bool isDtls(const TraceMessage& message)
{
    return message.recordVersion >> 8 == 0xfe;
}

wire::Sender senderOf(Role role, Direction direction)
{
    return (role == Role::Client) == (direction == Direction::Sent) ? wire::Sender::Client
                                                                    : wire::Sender::Server;
}

} // namespace

wire::DecodeContext decodeContextOf(const ConnectionRecord& record, const TraceMessage& message)
{
    wire::DecodeContext context;
    context.version = record.negotiated.version;
    context.cipherSuite = record.negotiated.cipherSuite;
    context.isDtls = record.transport == Transport::Udp || isDtls(message);
    context.sender = senderOf(record.role, message.direction);
    context.decompress = &decompressCertificate;
    return context;
}

std::string handshakeName(const TraceMessage& message)
{
    const auto type = static_cast<std::uint8_t>(message.handshakeType());
    return wire::registeredHandshakeTypeName(type) == nullptr
        ? wire::handshakeTypeName(type)
        : wire::messageName(asSpan(message.bytes), isDtls(message));
}

wire::FieldTree decodeMessage(const ConnectionRecord& record, const TraceMessage& message)
{
    if (message.bytes.isEmpty()) {
        return {};
    }
    const auto type = static_cast<wire::ContentType>(message.contentType);
    const wire::DecodeContext context = decodeContextOf(record, message);
    const ByteSpan bytes = asSpan(message.bytes);
    // OpenSSL hands over one handshake message at a time, also where records hold several.
    return type == wire::ContentType::Handshake ? wire::decodeHandshakeMessage(bytes, context)
                                                : wire::decodeContent(type, bytes, context);
}

} // namespace workbench
