#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace workbench::wire {

/// An extension as it stands in a message.
struct RawExtension
{
    std::uint16_t type = 0;
    std::vector<std::uint8_t> body;

    bool operator==(const RawExtension&) const = default;
};

/// A client_hello of any version in parts, from which its bytes can be made: for scans that offer
/// what no TLS library would, and for looking at one with something changed.
struct ClientHello
{
    enum class Form : std::uint8_t
    {
        Sslv2, ///< a record of SSL 2, which may offer newer versions, too (RFC 5246 §E.2)
        Tls, ///< a handshake message with its 4-byte header
        Dtls ///< with its 12-byte header, in one fragment
    };

    Form form = Form::Tls;
    std::uint16_t version = 0x0303; ///< legacy_version
    std::vector<std::uint8_t> random; ///< 32 bytes; SSL 2: the challenge, 16 to 32 bytes
    std::vector<std::uint8_t> sessionId; ///< up to 32 bytes
    std::vector<std::uint8_t> cookie; ///< DTLS only
    std::vector<std::uint32_t> cipherSuites; ///< two bytes each; SSL 2: kinds of three bytes
    std::vector<std::uint8_t> compressionMethods {0}; ///< not in SSL 2
    std::optional<std::vector<RawExtension>> extensions; ///< nothing: not even their length
    std::uint16_t messageSequence = 0; ///< DTLS only

    bool operator==(const ClientHello&) const = default;
};

/// The parts of a whole, well-formed message. Nothing when it is another message, cut off, or holds
/// bytes that the parts cannot say; then the decoder tells what is wrong.
std::optional<ClientHello> readClientHello(Bytes message, ClientHello::Form form);

/// The message; what readClientHello() made of bytes becomes the same bytes. Nothing when a part is
/// longer than its length can say, or the random has not 32 bytes (SSL 2: 16 to 32).
std::optional<std::vector<std::uint8_t>> writeClientHello(const ClientHello& hello);

/// Puts a handshake message into records of at most 2^14 bytes (RFC 8446 §5.1).
std::vector<std::uint8_t> inRecords(Bytes handshakeMessage, std::uint16_t recordVersion);

struct KeyShare
{
    std::uint16_t group = 0;
    std::vector<std::uint8_t> keyExchange;
};

// Extensions of a client. Lists too long for their length are cut.
RawExtension serverNameExtension(std::string_view host); // RFC 6066 §3
RawExtension supportedGroupsExtension(const std::vector<std::uint16_t>& groups);
RawExtension ecPointFormatsExtension(const std::vector<std::uint8_t>& formats);
RawExtension signatureAlgorithmsExtension(const std::vector<std::uint16_t>& schemes);
RawExtension alpnExtension(const std::vector<std::string>& protocols); // RFC 7301
RawExtension supportedVersionsExtension(const std::vector<std::uint16_t>& versions);
RawExtension keyShareExtension(const std::vector<KeyShare>& shares);
RawExtension pskKeyExchangeModesExtension(const std::vector<std::uint8_t>& modes);
RawExtension statusRequestExtension(); // RFC 6066 §8: OCSP, no responders, no extensions
RawExtension renegotiationInfoExtension(); // RFC 5746: a first handshake
RawExtension paddingExtension(std::size_t length); // RFC 7685
/// session_ticket, extended_master_secret, encrypt_then_mac and others that say all by being there.
RawExtension emptyExtension(std::uint16_t type);

} // namespace workbench::wire
