#include "core/connection/handshake_facts.h"

#include "core/base/bytes.h"
#include "core/connection/bytes_pool.h"
#include "core/connection/negotiated_group.h"
#include "core/wire/handshake_summary.h"
#include "core/wire/registry.h"

namespace workbench {
namespace {

constexpr quint8 kAlert = 21;
constexpr quint16 kTls12 = 0x0303;
constexpr quint16 kDtls12 = 0xfefd;

// Handshake types, RFC 8446 §4 and RFC 5246 §7.4.
enum HandshakeType : quint8
{
    ClientHello = 1,
    ServerHello = 2,
    NewSessionTicket = 4,
    EncryptedExtensions = 8,
    CertificateMessage = 11,
    ServerKeyExchange = 12,
    CertificateRequest = 13,
    CertificateVerify = 15,
};

wire::Framing framing(const ConnectionRecord& record)
{
    return record.transport == Transport::Udp ? wire::Framing::Dtls : wire::Framing::Tls;
}

QList<quint16> toList(const std::vector<std::uint16_t>& values)
{
    return {values.begin(), values.end()};
}

void absorbClientHello(ConnectionRecord& record, ByteSpan message)
{
    const auto hello = wire::summarizeClientHello(message, framing(record));
    if (!hello) {
        return;
    }
    Offered& offered = record.offered;
    offered.versions = toList(hello->versions);
    offered.cipherSuites = toList(hello->cipherSuites);
    offered.groups = toList(hello->groups);
    offered.signatureSchemes = toList(hello->signatureSchemes);
    offered.serverName = QString::fromLatin1(hello->serverName.data(),
                                             static_cast<qsizetype>(hello->serverName.size()));
    record.staple.requested = hello->statusRequest;
    offered.alpn.clear();
    for (const std::string& protocol : hello->alpn) {
        offered.alpn.append(
            QString::fromLatin1(protocol.data(), static_cast<qsizetype>(protocol.size())));
    }
    record.serverName = offered.serverName;
    if (record.role == Role::Server) {
        record.host = offered.serverName;
    }
}

void absorbServerHello(ConnectionRecord& record, ByteSpan message)
{
    const auto hello = wire::summarizeServerHello(message, framing(record));
    if (!hello) {
        return;
    }
    Negotiated& negotiated = record.negotiated;
    negotiated.version = hello->version;
    negotiated.cipherSuite = hello->cipherSuite;
    negotiated.helloRetryRequest = negotiated.helloRetryRequest || hello->helloRetryRequest;
    if (hello->group) {
        negotiated.group = *hello->group;
    }
    if (hello->alpn) {
        negotiated.alpn = QString::fromStdString(*hello->alpn);
    }
}

void absorbCertificate(ConnectionRecord& record, const TraceMessage& message)
{
    const ByteSpan bytes = asSpan(message.bytes);
    const auto ranges
        = wire::summarizeCertificateMessage(bytes, record.negotiated.version, framing(record));
    const bool fromPeer = message.direction == Direction::Received;
    if (fromPeer == (record.role == Role::Server) && !ranges.empty()) {
        record.negotiated.clientCertificate = true;
    }
    if (!fromPeer) {
        return;
    }
    record.peerCertificates.clear();
    for (const auto& range : ranges) {
        record.peerCertificates.append(shareEqualBytes(message.bytes.mid(
            static_cast<qsizetype>(range.offset), static_cast<qsizetype>(range.length))));
    }
}

void absorbSignature(ConnectionRecord& record, const TraceMessage& message)
{
    // The server's signature is the one that a connection is described by.
    const bool fromServer
        = (message.direction == Direction::Received) == (record.role == Role::Client);
    Negotiated& negotiated = record.negotiated;
    const ByteSpan bytes = asSpan(message.bytes);
    if (message.handshakeType() == CertificateVerify) {
        if (!fromServer) {
            // Only who presented a certificate signs, also when it went compressed (RFC 8879).
            negotiated.clientCertificate = true;
        }
        const auto scheme
            = wire::summarizeCertificateVerify(bytes, negotiated.version, framing(record));
        if (fromServer && wire::isTls13OrLater(negotiated.version) && scheme) {
            negotiated.signatureScheme = *scheme;
        }
        return;
    }
    const auto exchange = wire::summarizeServerKeyExchange(
        bytes, negotiated.version, negotiated.cipherSuite, framing(record));
    if (!exchange) {
        return;
    }
    if (exchange->group) {
        negotiated.group = *exchange->group;
    }
    if (exchange->dhBits > 0) {
        negotiated.group
            = groupOfPrime(message.bytes.mid(exchange->dhPrime.offset, exchange->dhPrime.length));
        negotiated.dhBits = negotiated.group == 0 ? exchange->dhBits : 0;
    }
    if (exchange->signatureScheme
        && (negotiated.version == kTls12 || negotiated.version == kDtls12)) {
        negotiated.signatureScheme = *exchange->signatureScheme;
    }
}

void absorbCertificateRequest(ConnectionRecord& record, const TraceMessage& message)
{
    const auto request = wire::summarizeCertificateRequest(
        asSpan(message.bytes), record.negotiated.version, framing(record));
    if (!request) {
        return;
    }
    record.certificateRequest = {.asked = true, .authorities = {}};
    for (const wire::ByteRange& name : request->authorities) {
        record.certificateRequest.authorities.append(shareEqualBytes(message.bytes.mid(
            static_cast<qsizetype>(name.offset), static_cast<qsizetype>(name.length))));
    }
}

void absorbTicket(ConnectionRecord& record, const TraceMessage& message)
{
    const auto ticket = wire::summarizeNewSessionTicket(
        asSpan(message.bytes), record.negotiated.version, framing(record));
    if (ticket) {
        record.tickets = {.count = record.tickets.count + 1,
                          .lifetimeSeconds = ticket->lifetimeSeconds,
                          .earlyDataBytes = ticket->maxEarlyData};
    }
}

/// In server_hello up to TLS 1.2, with the certificate in TLS 1.3.
void absorbTimestamps(ConnectionRecord& record, const TraceMessage& message)
{
    constexpr quint16 kSignedCertificateTimestamp = 18; // RFC 6962 §3.3.1
    const wire::Bytes list = wire::serverCertificateExtension(asSpan(message.bytes),
                                                              record.negotiated.version,
                                                              kSignedCertificateTimestamp,
                                                              framing(record));
    if (!list.empty() && record.role == Role::Client && message.direction == Direction::Received) {
        record.timestampList = toByteArray(list);
    }
}

void absorbHandshake(ConnectionRecord& record, const TraceMessage& message)
{
    const ByteSpan bytes = asSpan(message.bytes);
    switch (message.handshakeType()) {
    case ClientHello:
        absorbClientHello(record, bytes);
        break;
    case ServerHello:
        absorbServerHello(record, bytes);
        absorbTimestamps(record, message);
        break;
    case NewSessionTicket:
        absorbTicket(record, message);
        break;
    case CertificateRequest:
        absorbCertificateRequest(record, message);
        break;
    case EncryptedExtensions:
        if (const auto extensions = wire::summarizeEncryptedExtensions(bytes);
            extensions && extensions->alpn) {
            record.negotiated.alpn = QString::fromStdString(*extensions->alpn);
        }
        break;
    case CertificateMessage:
        absorbCertificate(record, message);
        absorbTimestamps(record, message);
        break;
    case ServerKeyExchange:
    case CertificateVerify:
        absorbSignature(record, message);
        break;
    default:
        break;
    }
}

} // namespace

void absorbMessages(ConnectionRecord& record, qsizetype first)
{
    for (qsizetype index = first; index < record.messages.size(); ++index) {
        const TraceMessage& message = record.messages.at(index);
        if (message.contentType == kAlert && message.bytes.size() == 2) {
            record.alerts.append({.direction = message.direction,
                                  .level = static_cast<quint8>(message.bytes.at(0)),
                                  .code = static_cast<quint8>(message.bytes.at(1)),
                                  .timeUs = message.timeUs});
        } else if (message.handshakeType() >= 0) {
            absorbHandshake(record, message);
        }
    }
}

} // namespace workbench
