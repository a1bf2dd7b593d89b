#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace workbench::wire {

/// How the bytes of a field become text for people. Values are made when they are asked for; a
/// field itself keeps only this.
enum class Format : std::uint8_t
{
    Structure, ///< has fields inside, no value of its own
    List, ///< has fields of one kind inside: "3 items"
    Unsigned, ///< decimal
    Hex, ///< 0x and as many digits as there are bytes
    Raw, ///< bytes in hexadecimal
    Text, ///< characters as sent
    Address, ///< IPv4 (4 bytes) or IPv6 (16), with a mask when twice as long
    Bits, ///< BIT STRING without the count of unused bits
    QuicInteger, ///< variable-length integer (RFC 9000 §16)

    // Numbers with names.
    CipherSuite,
    Sslv2CipherKind,
    Group,
    SignatureScheme,
    ExtensionType,
    Version,
    HandshakeType,
    ContentType,
    AlertLevel,
    AlertDescription,
    CompressionMethod,
    PointFormat,
    CurveType,
    NameType,
    MaxFragmentLength,
    CertificateStatusType,
    PskKeyExchangeMode,
    CertificateType,
    ClientCertificateType,
    HashAlgorithm,
    SignatureAlgorithm,
    KeyUpdateRequest,
    HeartbeatMode,
    HeartbeatType,
    SrtpProfile,
    CertificateCompression,
    EchType,
    HpkeKem,
    HpkeKdf,
    HpkeAead,
    TokenBindingKey,
    CachedInformation,
    TrustedAuthority,
    UserMapping,
    SupplementalData,
    AuthorizationData,
    ChainType,
    CidUsage,
    OcspResponseStatus,
    SctVersion,
    QuicParameter,
    Sslv2Message,
    Sslv2Error,
    Sslv2Certificate,
    BasisType,

    // Times.
    UnixSeconds, ///< 4 bytes
    UnixMilliseconds, ///< 8 bytes
    Seconds, ///< a duration

    // DER: the value is the content of the element, without tag and length.
    Oid,
    Integer,
    Boolean,
    DerTime,
    DerText, ///< a string of any of the ASN.1 kinds; UTF-16 when it begins with a zero byte
    DistinguishedName, ///< content of a Name: "CN=localhost, O=Sample"
    KeyUsage,
    CrlReason,
    ReasonFlags,
    TlsFeature,
    X509Version,
};

/// The value as text: "TLS_AES_128_GCM_SHA256 (0x1301)", "32", "2026-01-01 00:00:00 UTC". Long
/// bytes and texts are cut after `limit` characters and end in "…".
std::string formatValue(Format format, Bytes bytes, std::size_t limit);

/// The value is a big-endian number of up to 8 bytes.
bool isNumeric(Format format);

/// "1.2.840.113549.1.1.1" for the content of an OBJECT IDENTIFIER; empty when that is malformed.
std::string oidNumbers(Bytes content);
/// "rsaEncryption"; null for one without a usual name.
const char* oidName(Bytes content);
/// The same for "1.2.840.113549.1.1.1".
const char* oidNameByNumbers(std::string_view numbers);
/// "CN=localhost, O=Sample" for the content of a Name (RFC 5280 §4.1.2.4), in the order of the
/// bytes reversed as RFC 4514 asks; what cannot be read is left out.
std::string distinguishedName(Bytes content);
/// Text as sent, invalid UTF-8 and control characters as \xNN.
std::string printable(Bytes bytes);
/// "0x" and the digits of all bytes.
std::string hexNumber(Bytes bytes);
/// Two digits a byte.
std::string hexText(Bytes bytes);
/// "2026-01-01 00:00:00 UTC" for seconds since 1970.
std::string unixTime(std::uint64_t seconds);

} // namespace workbench::wire
