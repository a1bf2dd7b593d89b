#pragma once

#include "core/wire/code_points.h"
#include "core/wire/field.h"

#include <cstdint>
#include <optional>
#include <vector>

/// From bytes to fields. Nothing here fails: bytes that are wrong become a tree with faults that
/// holds everything before them.
namespace workbench::wire {

enum class Sender : std::uint8_t
{
    Unknown,
    Client,
    Server
};

/// Decompresses a certificate (RFC 8879): algorithm, bytes, length that must come out. Nothing when
/// it cannot. This library has no decompressor of its own.
using Decompress = std::optional<std::vector<std::uint8_t>> (*)(std::uint16_t algorithm,
                                                                Bytes compressed,
                                                                std::size_t length);

/// What a message does not say itself. Everything may be left unknown: then it is guessed from the
/// bytes where they allow it.
struct DecodeContext
{
    std::uint16_t version = 0; ///< negotiated; 0: not known
    std::uint16_t cipherSuite = 0; ///< negotiated; 0: not known
    bool isDtls = false; ///< handshake messages have the header of DTLS, records its sequence
    Sender sender = Sender::Unknown;
    std::uint8_t certificateType = 0; ///< of the sender: 0 X.509, 2 raw public key (RFC 7250)
    Decompress decompress = nullptr;
};

/// The name of the handshake message whose header stands here: "client_hello",
/// "hello_retry_request"; "handshake" for an unknown one.
const char* messageName(Bytes message, bool isDtls);

/// Bytes of the message that begins here, of DTLS of the fragment, its header included; 0 when the
/// header is cut off.
std::size_t messageSize(Bytes message, bool isDtls);

/// One handshake message with its header (RFC 8446 §4; 12 bytes in DTLS). The root is named after
/// it: "client_hello", "hello_retry_request".
FieldTree decodeHandshakeMessage(Bytes message, const DecodeContext& context);

/// What stands in one record of the type, in clear and without record header: an alert, a
/// heartbeat, several handshake messages.
FieldTree decodeContent(ContentType type, Bytes content, const DecodeContext& context);

/// What encryption of TLS 1.3 protects: content, its type, padding (RFC 8446 §5.2).
FieldTree decodeInnerPlaintext(Bytes plaintext, const DecodeContext& context);

/// The bytes of one direction of a connection from its beginning: records of SSL 2 to TLS 1.3 or
/// of DTLS one after the other, handshake messages put together across them. What a server_hello
/// decides is kept in the context for the records after it, and for the other direction.
FieldTree decodeRecords(Bytes records, DecodeContext& context);

/// An X.509 certificate in DER (RFC 5280).
FieldTree decodeCertificate(Bytes der);

} // namespace workbench::wire
