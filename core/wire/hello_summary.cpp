#include "core/wire/code_points.h"
#include "core/wire/handshake_header.h"
#include "core/wire/handshake_summary.h"
#include "core/wire/hello_random.h"

#include <algorithm>

namespace workbench::wire {
namespace {

constexpr std::uint16_t kRenegotiationInfoScsv = 0x00ff;
constexpr std::uint16_t kFallbackScsv = 0x5600;

/// Whole values only: half a value at the end is dropped.
std::vector<std::uint16_t> values(ByteReader list)
{
    std::vector<std::uint16_t> result;
    result.reserve(list.left() / 2);
    while (list.left() >= 2) {
        result.push_back(list.u16());
    }
    return result;
}

std::vector<std::uint8_t> copy(Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// RFC 6066 §3: the first name of type host_name.
std::string hostName(ByteReader extension)
{
    ByteReader list = extension.vector(2);
    while (list.more()) {
        const std::uint8_t type = list.u8();
        const Bytes name = list.vector(2).rest();
        if (type == 0) {
            return toText(name);
        }
    }
    return {};
}

/// RFC 7301 §3.1.
std::vector<std::string> protocolNames(ByteReader extension)
{
    std::vector<std::string> names;
    ByteReader list = extension.vector(2);
    while (list.more()) {
        const Bytes name = list.vector(1).rest();
        if (!list.failed()) {
            names.push_back(toText(name));
        }
    }
    return names;
}

std::optional<std::string> chosenProtocol(ByteReader extension)
{
    std::vector<std::string> names = protocolNames(extension);
    return names.empty() ? std::nullopt : std::optional(std::move(names.front()));
}

/// RFC 8446 §4.2.8.
std::vector<std::uint16_t> keyShareGroups(ByteReader extension)
{
    std::vector<std::uint16_t> groups;
    ByteReader list = extension.vector(2);
    while (list.left() >= 2) {
        groups.push_back(list.u16());
        list.vector(2);
    }
    return groups;
}

void readClientExtension(ClientHelloSummary& hello, std::uint16_t type, ByteReader body)
{
    hello.extensions.push_back(type);
    switch (static_cast<ExtensionType>(type)) {
    case ExtensionType::ServerName:
        hello.serverName = hostName(body);
        break;
    case ExtensionType::StatusRequest:
        hello.statusRequest = true;
        break;
    case ExtensionType::SupportedGroups:
        hello.groups = values(body.vector(2));
        break;
    case ExtensionType::EcPointFormats:
        hello.pointFormats = copy(body.vector(1).rest());
        break;
    case ExtensionType::SignatureAlgorithms:
        hello.signatureSchemes = values(body.vector(2));
        break;
    case ExtensionType::Alpn:
        hello.alpn = protocolNames(body);
        break;
    case ExtensionType::ExtendedMasterSecret:
        hello.extendedMasterSecret = true;
        break;
    case ExtensionType::SessionTicket:
        hello.sessionTicket = true;
        hello.sessionTicketOffered = body.left() > 0;
        break;
    case ExtensionType::PreSharedKey:
        hello.preSharedKey = true;
        break;
    case ExtensionType::EarlyData:
        hello.earlyData = true;
        break;
    case ExtensionType::SupportedVersions:
        hello.versions = values(body.vector(1));
        break;
    case ExtensionType::KeyShare:
        hello.keyShareGroups = keyShareGroups(body);
        break;
    case ExtensionType::EncryptedClientHello:
        hello.encryptedClientHello = true;
        break;
    case ExtensionType::RenegotiationInfo:
        hello.secureRenegotiation = true;
        break;
    default:
        break;
    }
}

void readServerExtension(ServerHelloSummary& hello, std::uint16_t type, ByteReader body)
{
    hello.extensions.push_back(type);
    switch (static_cast<ExtensionType>(type)) {
    case ExtensionType::StatusRequest:
        hello.statusRequest = true;
        break;
    case ExtensionType::Alpn:
        hello.alpn = chosenProtocol(body);
        break;
    case ExtensionType::ExtendedMasterSecret:
        hello.extendedMasterSecret = true;
        break;
    case ExtensionType::SessionTicket:
        hello.sessionTicket = true;
        break;
    case ExtensionType::PreSharedKey:
        hello.preSharedKey = true;
        break;
    case ExtensionType::SupportedVersions:
        if (body.left() == 2) {
            hello.version = body.u16();
        }
        break;
    case ExtensionType::KeyShare:
        if (body.left() >= 2) {
            hello.group = body.u16();
        }
        break;
    case ExtensionType::RenegotiationInfo:
        hello.secureRenegotiation = true;
        break;
    default:
        break;
    }
}

} // namespace

std::optional<ClientHelloSummary> summarizeClientHello(Bytes message, Framing framing)
{
    std::optional<ByteReader> body = handshakeBody(message, HandshakeType::ClientHello, framing);
    if (!body) {
        return std::nullopt;
    }
    ClientHelloSummary hello;
    hello.legacyVersion = body->u16();
    body->bytes(kHelloRandomSize);
    hello.sessionId = copy(body->vector(1).rest());
    if (framing == Framing::Dtls) {
        body->vector(1); // cookie, RFC 6347 §4.2.1
    }
    if (body->failed()) {
        return std::nullopt;
    }
    hello.cipherSuites = values(body->vector(2));
    body->vector(1); // compression methods
    bool complete = !body->failed();
    if (body->more()) { // SSL 3.0 and bare TLS 1.0 hellos end here
        complete = forEachExtension(*body, [&hello](std::uint16_t type, ByteReader extension) {
            readClientExtension(hello, type, extension);
        });
    }
    hello.complete = complete && body->left() == 0;
    if (hello.versions.empty()) {
        hello.versions.push_back(hello.legacyVersion);
    }
    for (const std::uint16_t suite : hello.cipherSuites) {
        hello.secureRenegotiation |= suite == kRenegotiationInfoScsv;
        hello.fallbackScsv |= suite == kFallbackScsv;
    }
    return hello;
}

std::optional<ServerHelloSummary> summarizeServerHello(Bytes message, Framing framing)
{
    std::optional<ByteReader> body = handshakeBody(message, HandshakeType::ServerHello, framing);
    if (!body) {
        return std::nullopt;
    }
    ServerHelloSummary hello;
    hello.legacyVersion = body->u16();
    hello.version = hello.legacyVersion;
    const Bytes random = body->bytes(kHelloRandomSize);
    hello.helloRetryRequest = isHelloRetryRandom(random);
    hello.downgradeMarker = downgradeMarkerOf(random);
    // The drafts before -22 of TLS 1.3 had neither session id nor compression method.
    const bool shortForm = (hello.legacyVersion >> 8) == 0x7f && (hello.legacyVersion & 0xff) < 22;
    if (!shortForm) {
        hello.sessionId = copy(body->vector(1).rest());
    }
    hello.cipherSuite = body->u16();
    if (body->failed()) {
        return std::nullopt;
    }
    if (!shortForm) {
        body->u8(); // compression method
    }
    bool complete = !body->failed();
    if (body->more()) {
        complete = forEachExtension(*body, [&hello](std::uint16_t type, ByteReader extension) {
            readServerExtension(hello, type, extension);
        });
    }
    hello.complete = complete && body->left() == 0;
    return hello;
}

std::optional<EncryptedExtensionsSummary> summarizeEncryptedExtensions(Bytes message,
                                                                       Framing framing)
{
    std::optional<ByteReader> body
        = handshakeBody(message, HandshakeType::EncryptedExtensions, framing);
    if (!body) {
        return std::nullopt;
    }
    EncryptedExtensionsSummary summary;
    const bool whole
        = forEachExtension(*body, [&summary](std::uint16_t type, ByteReader extension) {
              summary.extensions.push_back(type);
              switch (static_cast<ExtensionType>(type)) {
              case ExtensionType::ServerName:
                  summary.serverName = true;
                  break;
              case ExtensionType::SupportedGroups:
                  summary.groups = values(extension.vector(2));
                  break;
              case ExtensionType::Alpn:
                  summary.alpn = chosenProtocol(extension);
                  break;
              case ExtensionType::EarlyData:
                  summary.earlyData = true;
                  break;
              default:
                  break;
              }
          });
    summary.complete = whole && body->left() == 0;
    return summary;
}

} // namespace workbench::wire
