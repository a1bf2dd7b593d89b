#pragma once

#include "core/wire/decode.h"
#include "core/wire/field_reader.h"

/// The extensions of TLS, each with its own body in each message (RFC 8446 §4.2).
namespace workbench::wire {

/// Where an extension stands: its body depends on it.
enum class Place : std::uint8_t
{
    ClientHello,
    ServerHello,
    HelloRetryRequest,
    EncryptedExtensions,
    Certificate,
    CertificateRequest,
    NewSessionTicket
};

/// Reads the list of extensions with its length.
void decodeExtensions(FieldReader& reader, Place place);

/// Reads the body of one extension.
using ExtensionDecoder = void (*)(FieldReader& reader, Place place);

/// Null for an extension without a known body.
ExtensionDecoder extensionDecoder(std::uint16_t type);

// Families of bodies; each adds nothing but what its RFC names.
namespace extensions {

void serverName(FieldReader& reader, Place place); // RFC 6066 §3
void maxFragmentLength(FieldReader& reader, Place place); // RFC 6066 §4
void trustedCaKeys(FieldReader& reader, Place place); // RFC 6066 §6
void statusRequest(FieldReader& reader, Place place); // RFC 6066 §8, RFC 8446 §4.4.2.1
void statusRequestV2(FieldReader& reader, Place place); // RFC 6961
void userMapping(FieldReader& reader, Place place); // RFC 4681
void authorization(FieldReader& reader, Place place); // RFC 5878
void certType(FieldReader& reader, Place place); // RFC 6091
void supportedGroups(FieldReader& reader, Place place); // RFC 8446 §4.2.7
void ecPointFormats(FieldReader& reader, Place place); // RFC 8422 §5.1.2
void srp(FieldReader& reader, Place place); // RFC 5054 §2.8.1
void signatureAlgorithms(FieldReader& reader, Place place); // RFC 8446 §4.2.3
void useSrtp(FieldReader& reader, Place place); // RFC 5764 §4.1.1
void heartbeat(FieldReader& reader, Place place); // RFC 6520 §2
void alpn(FieldReader& reader, Place place); // RFC 7301 §3.1
void signedCertificateTimestamp(FieldReader& reader, Place place); // RFC 6962 §3.3.1
void clientCertificateType(FieldReader& reader, Place place); // RFC 7250 §3
void serverCertificateType(FieldReader& reader, Place place);
void padding(FieldReader& reader, Place place); // RFC 7685
void tokenBinding(FieldReader& reader, Place place); // RFC 8472 §2
void cachedInfo(FieldReader& reader, Place place); // RFC 7924 §3
void nextProtocolNegotiation(FieldReader& reader, Place place); // draft-agl-tls-nextprotoneg
void applicationSettings(FieldReader& reader, Place place); // draft-vvv-tls-alps
void renegotiationInfo(FieldReader& reader, Place place); // RFC 5746 §3.2
void sessionTicket(FieldReader& reader, Place place); // RFC 5077 §3.2
void passwordName(FieldReader& reader, Place place); // RFC 8492 §4.4.2
void passwordSalt(FieldReader& reader, Place place); // RFC 8492 §4.5.1
void dnssecChain(FieldReader& reader, Place place); // RFC 9102 §2
void empty(FieldReader& reader, Place place); // what says all by being there

void compressCertificate(FieldReader& reader, Place place); // RFC 8879 §3
void recordSizeLimit(FieldReader& reader, Place place); // RFC 8449 §4
void delegatedCredential(FieldReader& reader, Place place); // RFC 9345 §4
void ektCiphers(FieldReader& reader, Place place); // RFC 8870 §5.2
void preSharedKey(FieldReader& reader, Place place); // RFC 8446 §4.2.11
void earlyData(FieldReader& reader, Place place); // RFC 8446 §4.2.10
void supportedVersions(FieldReader& reader, Place place); // RFC 8446 §4.2.1
void cookie(FieldReader& reader, Place place); // RFC 8446 §4.2.2
void pskKeyExchangeModes(FieldReader& reader, Place place); // RFC 8446 §4.2.9
void certificateAuthorities(FieldReader& reader, Place place); // RFC 8446 §4.2.4
void oidFilters(FieldReader& reader, Place place); // RFC 8446 §4.2.5
void keyShare(FieldReader& reader, Place place); // RFC 8446 §4.2.8
void connectionId(FieldReader& reader, Place place); // RFC 9146 §3
void externalIdHash(FieldReader& reader, Place place); // RFC 8844 §3.2
void externalSessionId(FieldReader& reader, Place place); // RFC 8844 §4
void quicTransportParameters(FieldReader& reader, Place place); // RFC 9000 §18
void ticketRequest(FieldReader& reader, Place place); // RFC 9149 §2
void tlsFlags(FieldReader& reader, Place place); // draft-ietf-tls-tlsflags
void echOuterExtensions(FieldReader& reader, Place place); // draft-ietf-tls-esni §5.1
void encryptedClientHello(FieldReader& reader, Place place); // draft-ietf-tls-esni §5
void encryptedServerName(FieldReader& reader, Place place); // draft-ietf-tls-esni-02 §4

} // namespace extensions
} // namespace workbench::wire
