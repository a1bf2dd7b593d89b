#include "core/wire/handshake_summary.h"

#include "core/wire/code_points.h"
#include "core/wire/handshake_header.h"
#include "core/wire/registry.h"

namespace workbench::wire {
namespace {

constexpr std::uint8_t kNamedCurve = 3; // RFC 8422 §5.4

/// Bits of a big-endian number, leading zero bytes not counted.
int bitLength(Bytes number)
{
    std::size_t first = 0;
    while (first < number.size() && number[first] == 0) {
        ++first;
    }
    if (first == number.size()) {
        return 0;
    }
    int bits = static_cast<int>(number.size() - first - 1) * 8;
    for (unsigned top = number[first]; top != 0; top >>= 1) {
        ++bits;
    }
    return bits;
}

/// Without a suite: a curve's parameters begin with its type and have a point of plausible length.
KeyExchange guessKeyExchange(ByteReader body)
{
    const std::uint8_t type = body.u8();
    const std::uint16_t group = body.u16();
    const std::uint8_t point = body.u8();
    return !body.failed() && type == kNamedCurve && group != 0 && point >= 32 ? KeyExchange::Ecdhe
                                                                              : KeyExchange::Dhe;
}

void readEcParameters(ServerKeyExchangeSummary& summary, ByteReader& body)
{
    if (body.u8() == kNamedCurve) {
        const std::uint16_t group = body.u16();
        if (!body.failed()) {
            summary.group = group;
        }
        body.vector(1);
    } else {
        body.rest(); // explicit curves (RFC 4492 §5.4) are left to the decoder
    }
}

void readDhParameters(ServerKeyExchangeSummary& summary, ByteReader& body)
{
    ByteReader prime = body.vector(2);
    summary.dhPrime
        = {static_cast<std::uint32_t>(prime.offset()), static_cast<std::uint32_t>(prime.left())};
    summary.dhBits = bitLength(prime.rest());
    body.vector(2); // generator
    body.vector(2); // public value
}

void readSrpParameters(ServerKeyExchangeSummary& summary, ByteReader& body)
{
    summary.dhBits = bitLength(body.vector(2).rest()); // RFC 5054 §2.8.2
    body.vector(2); // generator
    body.vector(1); // salt
    body.vector(2); // public value
}

/// Reads the parameters; false when the key exchange has none that this knows.
bool readParameters(ServerKeyExchangeSummary& summary, ByteReader& body, KeyExchange exchange)
{
    switch (exchange) {
    case KeyExchange::Ecdhe:
    case KeyExchange::EcdhAnon:
        readEcParameters(summary, body);
        return true;
    case KeyExchange::EcdhePsk:
        body.vector(2); // psk_identity_hint, RFC 5489 §2
        readEcParameters(summary, body);
        return true;
    case KeyExchange::Dhe:
    case KeyExchange::DhAnon:
        readDhParameters(summary, body);
        return true;
    case KeyExchange::DhePsk:
        body.vector(2); // psk_identity_hint, RFC 4279 §3
        readDhParameters(summary, body);
        return true;
    case KeyExchange::RsaExport:
        summary.rsaBits = bitLength(body.vector(2).rest());
        body.vector(2); // exponent
        return true;
    case KeyExchange::Srp:
        readSrpParameters(summary, body);
        return true;
    default:
        return false;
    }
}

std::vector<std::uint16_t> wholeValues(ByteReader list)
{
    std::vector<std::uint16_t> result;
    result.reserve(list.left() / 2);
    while (list.left() >= 2) {
        result.push_back(list.u16());
    }
    return result;
}

std::vector<ByteRange> distinguishedNames(ByteReader list)
{
    std::vector<ByteRange> names;
    while (list.more()) {
        const ByteReader name = list.vector(2);
        if (!list.failed()) {
            names.push_back({static_cast<std::uint32_t>(name.offset()),
                             static_cast<std::uint32_t>(name.left())});
        }
    }
    return names;
}

/// TLS 1.3 begins with the length of a context, TLS 1.2 with the three-byte length of the list.
bool isTls13Form(ByteReader body, std::uint16_t version)
{
    if (version != 0) {
        return isTls13OrLater(version);
    }
    const auto listLength = static_cast<std::size_t>(body.uint(3));
    return body.failed() || listLength != body.left();
}

} // namespace

std::optional<ServerKeyExchangeSummary> summarizeServerKeyExchange(Bytes message,
                                                                   std::uint16_t version,
                                                                   std::uint16_t cipherSuite,
                                                                   Framing framing)
{
    std::optional<ByteReader> body
        = handshakeBody(message, HandshakeType::ServerKeyExchange, framing);
    if (!body) {
        return std::nullopt;
    }
    const CipherSuiteInfo* suite = cipherSuiteInfo(cipherSuite);
    const bool known = suite != nullptr && cipherSuite != 0;
    const KeyExchange exchange = known ? suite->keyExchange : guessKeyExchange(*body);
    ServerKeyExchangeSummary summary;
    const bool read = readParameters(summary, *body, exchange);
    const bool isSigned = read && (!known || suite->signedKeyExchange);
    if (isSigned && !isBeforeTls12(version) && body->left() >= 2) {
        summary.signatureScheme = body->u16();
    }
    return summary;
}

std::optional<std::uint16_t>
summarizeCertificateVerify(Bytes message, std::uint16_t version, Framing framing)
{
    std::optional<ByteReader> body
        = handshakeBody(message, HandshakeType::CertificateVerify, framing);
    if (!body || isBeforeTls12(version) || body->left() < 2) {
        return std::nullopt;
    }
    return body->u16();
}

std::vector<ByteRange>
summarizeCertificateMessage(Bytes message, std::uint16_t version, Framing framing)
{
    std::vector<ByteRange> certificates;
    std::optional<ByteReader> body = handshakeBody(message, HandshakeType::Certificate, framing);
    if (!body) {
        return certificates;
    }
    const bool tls13 = isTls13Form(*body, version);
    if (tls13) {
        body->vector(1); // certificate_request_context
    }
    ByteReader list = body->vector(3);
    while (list.more()) {
        const ByteReader certificate = list.vector(3);
        if (list.failed()) {
            break;
        }
        certificates.push_back({static_cast<std::uint32_t>(certificate.offset()),
                                static_cast<std::uint32_t>(certificate.left())});
        if (tls13) {
            list.vector(2); // extensions
        }
    }
    return certificates;
}

std::optional<CertificateRequestSummary>
summarizeCertificateRequest(Bytes message, std::uint16_t version, Framing framing)
{
    std::optional<ByteReader> body
        = handshakeBody(message, HandshakeType::CertificateRequest, framing);
    if (!body) {
        return std::nullopt;
    }
    CertificateRequestSummary summary;
    bool complete = true;
    if (isTls13OrLater(version)) {
        body->vector(1); // certificate_request_context
        complete = forEachExtension(*body, [&summary](std::uint16_t type, ByteReader extension) {
            summary.extensions.push_back(type);
            if (type == static_cast<std::uint16_t>(ExtensionType::SignatureAlgorithms)) {
                summary.signatureSchemes = wholeValues(extension.vector(2));
            } else if (type == static_cast<std::uint16_t>(ExtensionType::CertificateAuthorities)) {
                summary.authorities = distinguishedNames(extension.vector(2));
            }
        });
    } else {
        const Bytes types = body->vector(1).rest();
        summary.certificateTypes.assign(types.begin(), types.end());
        if (!isBeforeTls12(version)) {
            summary.signatureSchemes = wholeValues(body->vector(2));
        }
        summary.authorities = distinguishedNames(body->vector(2));
    }
    summary.complete = complete && !body->failed() && body->left() == 0;
    return summary;
}

std::optional<NewSessionTicketSummary>
summarizeNewSessionTicket(Bytes message, std::uint16_t version, Framing framing)
{
    std::optional<ByteReader> body
        = handshakeBody(message, HandshakeType::NewSessionTicket, framing);
    if (!body) {
        return std::nullopt;
    }
    NewSessionTicketSummary summary;
    bool complete = true;
    summary.lifetimeSeconds = static_cast<std::uint32_t>(body->uint(4));
    if (isTls13OrLater(version)) {
        body->uint(4); // ticket_age_add
        body->vector(1); // ticket_nonce
        body->vector(2);
        complete = forEachExtension(*body, [&summary](std::uint16_t type, ByteReader extension) {
            if (type == static_cast<std::uint16_t>(ExtensionType::EarlyData)) {
                const auto most = static_cast<std::uint32_t>(extension.uint(4));
                if (!extension.failed()) {
                    summary.maxEarlyData = most;
                }
            }
        });
    } else {
        body->vector(2);
    }
    summary.complete = complete && !body->failed() && body->left() == 0;
    return summary;
}

Bytes serverCertificateExtension(Bytes message,
                                 std::uint16_t version,
                                 std::uint16_t type,
                                 Framing framing)
{
    Bytes found;
    const auto take = [&](std::uint16_t one, ByteReader extension) {
        if (one == type && found.empty()) {
            found = extension.rest();
        }
    };
    if (isTls13OrLater(version)) {
        if (std::optional<ByteReader> body
            = handshakeBody(message, HandshakeType::Certificate, framing)) {
            body->vector(1); // certificate_request_context
            ByteReader list = body->vector(3);
            list.vector(3);
            forEachExtension(list, take);
        }
    } else if (std::optional<ByteReader> body
               = handshakeBody(message, HandshakeType::ServerHello, framing)) {
        constexpr std::size_t kRandom = 32;
        body->uint(2); // version
        body->bytes(kRandom);
        body->vector(1); // session_id
        body->uint(2); // cipher_suite
        body->uint(1); // compression_method
        forEachExtension(*body, take);
    }
    return found;
}

} // namespace workbench::wire
