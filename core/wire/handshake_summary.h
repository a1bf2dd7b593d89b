#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a handshake message says in short, without a field tree: for traces, diagnosis and scans
/// that look at thousands. Every function takes one whole message with its header and may be given
/// anything: bytes that are cut off or wrong yield what stood before the fault.
namespace workbench::wire {

/// The header in front of a handshake message: 4 bytes in TLS (RFC 8446 §4), 12 in DTLS
/// (RFC 6347 §4.2.2; the message must not be a fragment of one).
enum class Framing : std::uint8_t
{
    Tls,
    Dtls
};

struct ClientHelloSummary
{
    std::uint16_t legacyVersion = 0;
    std::vector<std::uint16_t> versions; ///< supported_versions, else legacyVersion alone
    std::vector<std::uint16_t> cipherSuites; ///< GREASE and signalling values (SCSV) included
    std::vector<std::uint16_t> groups;
    std::vector<std::uint16_t> signatureSchemes;
    std::vector<std::uint16_t> extensions; ///< types in the order sent
    std::vector<std::uint16_t> keyShareGroups;
    std::vector<std::uint8_t> pointFormats; ///< ec_point_formats, RFC 8422 §5.1.2
    std::vector<std::string> alpn; ///< raw names
    std::string serverName; ///< the first host_name, raw; empty: none
    std::vector<std::uint8_t> sessionId;
    bool sessionTicket = false; ///< the extension is there
    bool sessionTicketOffered = false; ///< and holds a ticket (RFC 5077 §3.2)
    bool earlyData = false;
    bool preSharedKey = false;
    bool statusRequest = false;
    bool extendedMasterSecret = false;
    bool secureRenegotiation = false; ///< renegotiation_info or its SCSV (RFC 5746)
    bool fallbackScsv = false; ///< RFC 7507
    bool encryptedClientHello = false;
    bool complete = false; ///< nothing was missing and nothing was left over
};

/// RFC 8446 §4.1.2, RFC 5246 §7.4.1.2. Nothing when it is no client_hello or ends before the
/// cipher suites.
std::optional<ClientHelloSummary> summarizeClientHello(Bytes message,
                                                       Framing framing = Framing::Tls);

/// What the last bytes of a server random say about versions above the chosen one (RFC 8446
/// §4.1.3).
enum class DowngradeMarker : std::uint8_t
{
    None,
    Tls12, ///< the server speaks TLS 1.3, TLS 1.2 was chosen
    Tls11OrOlder ///< the server speaks TLS 1.2 or later, something older was chosen
};

struct ServerHelloSummary
{
    std::uint16_t legacyVersion = 0;
    std::uint16_t version = 0; ///< the selected one, supported_versions respected
    std::uint16_t cipherSuite = 0;
    std::optional<std::uint16_t> group; ///< of key_share; in a retry the group asked for
    bool helloRetryRequest = false;
    std::optional<std::string> alpn; ///< TLS 1.2 and older only
    DowngradeMarker downgradeMarker = DowngradeMarker::None;
    std::vector<std::uint16_t> extensions; ///< types in the order sent
    std::vector<std::uint8_t> sessionId;
    bool preSharedKey = false; ///< TLS 1.3: a PSK was accepted
    bool sessionTicket = false;
    bool extendedMasterSecret = false;
    bool secureRenegotiation = false;
    bool statusRequest = false;
    bool complete = false;
};

/// RFC 8446 §4.1.3 and §4.1.4, RFC 5246 §7.4.1.3. Nothing when it is no server_hello or ends
/// before the cipher suite.
std::optional<ServerHelloSummary> summarizeServerHello(Bytes message,
                                                       Framing framing = Framing::Tls);

struct EncryptedExtensionsSummary
{
    std::optional<std::string> alpn;
    std::vector<std::uint16_t> extensions;
    std::vector<std::uint16_t> groups; ///< supported_groups of the server
    bool serverName = false; ///< the name was used
    bool earlyData = false; ///< early data was accepted
    bool complete = false;
};

/// RFC 8446 §4.3.1.
std::optional<EncryptedExtensionsSummary>
summarizeEncryptedExtensions(Bytes message, Framing framing = Framing::Tls);

struct ServerKeyExchangeSummary
{
    std::optional<std::uint16_t> group; ///< named_curve (RFC 8422 §5.4)
    std::optional<std::uint16_t> signatureScheme; ///< TLS 1.2 (RFC 5246 §7.4.3)
    int dhBits = 0; ///< length of the prime; 0: not Diffie-Hellman over a prime field
    ByteRange dhPrime; ///< big endian; offset from the message's first byte
    int rsaBits = 0; ///< length of an ephemeral modulus (export suites)
};

/// The suite tells what the message holds; 0 when it is not known: then it is guessed from the
/// bytes whether curves or a prime are used.
std::optional<ServerKeyExchangeSummary> summarizeServerKeyExchange(Bytes message,
                                                                   std::uint16_t version,
                                                                   std::uint16_t cipherSuite,
                                                                   Framing framing = Framing::Tls);

/// The scheme of certificate_verify; nothing before TLS 1.2, where the message does not say.
std::optional<std::uint16_t>
summarizeCertificateVerify(Bytes message, std::uint16_t version, Framing framing = Framing::Tls);

/// Where the DER certificates stand in a certificate message, offsets counted from the message's
/// first byte. The version says which form it has (RFC 8446 §4.4.2, RFC 5246 §7.4.2); 0: guessed.
std::vector<ByteRange>
summarizeCertificateMessage(Bytes message, std::uint16_t version, Framing framing = Framing::Tls);

struct CertificateRequestSummary
{
    std::vector<std::uint8_t> certificateTypes; ///< TLS 1.2 and older
    std::vector<std::uint16_t> signatureSchemes; ///< TLS 1.2 and later
    std::vector<ByteRange> authorities; ///< DER names, offsets from the message's first byte
    std::vector<std::uint16_t> extensions; ///< TLS 1.3
    bool complete = false;
};

/// RFC 8446 §4.3.2, RFC 5246 §7.4.4, RFC 4346 §7.4.4.
std::optional<CertificateRequestSummary>
summarizeCertificateRequest(Bytes message, std::uint16_t version, Framing framing = Framing::Tls);

struct NewSessionTicketSummary
{
    std::uint32_t lifetimeSeconds = 0;
    std::optional<std::uint32_t> maxEarlyData; ///< TLS 1.3, bytes; nothing: none is taken
    bool complete = false;
};

/// RFC 8446 §4.6.1, RFC 5077 §3.3.
std::optional<NewSessionTicketSummary>
summarizeNewSessionTicket(Bytes message, std::uint16_t version, Framing framing = Framing::Tls);

/// The content of an extension of server_hello (TLS 1.2 and older) or of the first certificate of a
/// certificate message (TLS 1.3), where timestamps and staples stand; empty: it is not there.
Bytes serverCertificateExtension(Bytes message,
                                 std::uint16_t version,
                                 std::uint16_t type,
                                 Framing framing = Framing::Tls);

} // namespace workbench::wire
