#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Names of TLS code points, from the IANA registries (core/wire/registry). Text for a value that
/// nobody registered keeps its number; a GREASE value (RFC 8701) says that it is one.
namespace workbench::wire {

/// How the two ends of TLS 1.2 and older come to the premaster secret.
enum class KeyExchange : std::uint8_t
{
    Unknown,
    None,
    Rsa,
    RsaExport,
    Dh, ///< parameters stand in the certificate
    Dhe,
    DhAnon,
    Ecdh, ///< key stands in the certificate
    Ecdhe,
    EcdhAnon,
    Psk,
    RsaPsk,
    DhePsk,
    EcdhePsk,
    Srp,
    Krb5,
    Gost,
    EccPwd,
    EcJpake,
    Cecpq1,
    Tls13, ///< the suite says nothing about it (RFC 8446 §4.1.1)
};

/// What a cipher suite's name stands for. The texts are static, never null, empty when unknown.
struct CipherSuiteInfo
{
    std::uint16_t value;
    KeyExchange keyExchange;
    bool signedKeyExchange; ///< server_key_exchange carries a signature (RFC 5246 §7.4.3)
    const char* name; ///< IANA
    const char* openSslName;
    const char* encryption; ///< "AESGCM(128)": algorithm and key bits
    const char* mac; ///< "SHA1", "AEAD"
};

/// Null when the suite is not in the registry.
const CipherSuiteInfo* cipherSuiteInfo(std::uint16_t suite);

/// "TLS_AES_128_GCM_SHA256"; "0x1234" when not in the registry.
std::string cipherSuiteName(std::uint16_t suite);
/// "ECDHE-RSA-AES128-GCM-SHA256"; empty when OpenSSL never had a name for it.
std::string openSslCipherName(std::uint16_t suite);
/// "SSL_CK_RC4_128_WITH_MD5" for the three-byte kinds of SSL 2.
std::string sslv2CipherKindName(std::uint32_t kind);
/// "x25519", "X25519MLKEM768", "0x1234".
std::string groupName(std::uint16_t group);
/// "ecdsa_secp256r1_sha256", "0x1234".
std::string signatureSchemeName(std::uint16_t scheme);
/// "client_hello", "unknown (99)".
std::string handshakeTypeName(std::uint8_t type);
/// "handshake_failure", "unknown (99)".
std::string alertName(std::uint8_t description);
/// "warning", "fatal", "unknown (3)".
std::string alertLevelName(std::uint8_t level);
/// "server_name", "0x1234".
std::string extensionName(std::uint16_t type);
/// "handshake", "unknown (99)".
std::string contentTypeName(std::uint8_t type);
/// "TLS 1.3", "SSL 3.0", "SSL 2.0", "DTLS 1.2", "TLS 1.3 draft 28", "0x1234".
std::string versionName(std::uint16_t version);

/// Every value in the registry, ascending.
std::vector<std::uint16_t> registeredGroups();
std::vector<std::uint16_t> registeredSignatureSchemes();

/// A value of the two-byte GREASE pattern 0x0a0a, 0x1a1a … 0xfafa (RFC 8701 §2).
constexpr bool isGrease(std::uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}

/// DTLS counts its versions downwards from 0xfeff.
constexpr bool isDtlsVersion(std::uint16_t version)
{
    return (version >> 8) == 0xfe;
}

/// TLS 1.3, its drafts, and DTLS 1.3.
constexpr bool isTls13OrLater(std::uint16_t version)
{
    return version == 0x0304 || (version >> 8) == 0x7f || version == 0xfefc;
}

/// The same for every version: does `version` come before TLS 1.2 (DTLS 1.2)?
constexpr bool isBeforeTls12(std::uint16_t version)
{
    return isDtlsVersion(version) ? version > 0xfefd : version < 0x0303;
}

/// Static text without allocation for the registered ones, null for all others.
const char* registeredCipherSuiteName(std::uint16_t suite);
const char* registeredExtensionName(std::uint16_t type);
const char* registeredHandshakeTypeName(std::uint8_t type);
const char* registeredContentTypeName(std::uint8_t type);

/// By IANA or OpenSSL name, any case.
std::optional<std::uint16_t> cipherSuiteByName(std::string_view name);
/// By IANA name or the usual others ("P-256", "prime256v1"), any case.
std::optional<std::uint16_t> groupByName(std::string_view name);
/// By IANA name or as OpenSSL spells the TLS 1.2 ones ("RSA+SHA256"), any case.
std::optional<std::uint16_t> signatureSchemeByName(std::string_view name);
/// By IANA name ("handshake_failure"), any case.
std::optional<std::uint8_t> alertByName(std::string_view name);
/// By IANA name, any case.
std::optional<std::uint16_t> extensionByName(std::string_view name);

} // namespace workbench::wire
