#include "core/wire/handshake_header.h"
#include "core/wire/hello_random.h"
#include "core/wire/messages/messages.h"
#include "core/wire/registry.h"

namespace workbench::wire {
namespace {

using MessageDecoder = void (*)(FieldReader& reader, const DecodeContext& context);

MessageDecoder messageDecoder(HandshakeType type)
{
    switch (type) {
    case HandshakeType::HelloRequest:
    case HandshakeType::ServerHelloDone:
    case HandshakeType::EndOfEarlyData:
        return messages::helloRequest;
    case HandshakeType::ClientHello:
        return messages::clientHello;
    case HandshakeType::ServerHello:
        return messages::serverHello;
    case HandshakeType::HelloVerifyRequest:
        return messages::helloVerifyRequest;
    case HandshakeType::NewSessionTicket:
        return messages::newSessionTicket;
    case HandshakeType::HelloRetryRequest:
        return messages::helloRetryRequest;
    case HandshakeType::EncryptedExtensions:
        return messages::encryptedExtensions;
    case HandshakeType::RequestConnectionId:
        return messages::requestConnectionId;
    case HandshakeType::NewConnectionId:
        return messages::newConnectionId;
    case HandshakeType::Certificate:
        return messages::certificate;
    case HandshakeType::ServerKeyExchange:
        return messages::serverKeyExchange;
    case HandshakeType::CertificateRequest:
    case HandshakeType::ClientCertificateRequest:
        return messages::certificateRequest;
    case HandshakeType::CertificateVerify:
        return messages::certificateVerify;
    case HandshakeType::ClientKeyExchange:
        return messages::clientKeyExchange;
    case HandshakeType::Finished:
        return messages::finished;
    case HandshakeType::CertificateUrl:
        return messages::certificateUrl;
    case HandshakeType::CertificateStatus:
        return messages::certificateStatus;
    case HandshakeType::SupplementalData:
        return messages::supplementalData;
    case HandshakeType::KeyUpdate:
        return messages::keyUpdate;
    case HandshakeType::CompressedCertificate:
        return messages::compressedCertificate;
    case HandshakeType::EktKey:
        return messages::ektKey;
    case HandshakeType::NextProtocol:
        return messages::nextProtocol;
    case HandshakeType::MessageHash:
        return messages::messageHash;
    }
    return nullptr;
}

} // namespace

const char* messageName(Bytes message, bool isDtls)
{
    if (message.empty()) {
        return "handshake";
    }
    const std::size_t random = (isDtls ? kDtlsHandshakeHeader : kTlsHandshakeHeader) + 2;
    if (message[0] == static_cast<std::uint8_t>(HandshakeType::ServerHello)
        && message.size() >= random + kHelloRandomSize
        && isHelloRetryRandom(message.subspan(random, kHelloRandomSize))) {
        return "hello_retry_request";
    }
    const char* name = registeredHandshakeTypeName(message[0]);
    return name != nullptr ? name : "handshake";
}

std::size_t messageSize(Bytes message, bool isDtls)
{
    constexpr std::size_t kLength = 3; // at the end of either header; of DTLS the fragment's
    ByteReader reader(message);
    reader.bytes((isDtls ? kDtlsHandshakeHeader : kTlsHandshakeHeader) - kLength);
    const auto length = static_cast<std::size_t>(reader.uint(kLength));
    return reader.failed() ? 0 : reader.offset() + length;
}

void decodeHandshake(FieldReader& reader, const DecodeContext& context)
{
    const auto type = reader.enumeration<HandshakeType>("msg_type", 1, Format::HandshakeType);
    const auto length = static_cast<std::size_t>(reader.uint("length", 3));
    if (context.isDtls) {
        reader.uint("message_seq", 2);
        const auto offset = reader.uint("fragment_offset", 3);
        const auto fragment = static_cast<std::size_t>(reader.uint("fragment_length", 3));
        reader.limit(fragment);
        if (offset != 0 || fragment != length) {
            reader.rest("fragment");
            reader.remark(Note::Fragment);
            return;
        }
    } else {
        reader.limit(length);
    }
    if (reader.failed()) {
        return;
    }
    if (const MessageDecoder decode = messageDecoder(type)) {
        decode(reader, context);
    } else {
        reader.rest("body");
    }
}

FieldTree decodeHandshakeMessage(Bytes message, const DecodeContext& context)
{
    FieldTree tree(message);
    FieldReader root(tree, messageName(message, context.isDtls));
    decodeHandshake(root, context);
    return tree;
}

} // namespace workbench::wire
