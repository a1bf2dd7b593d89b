#include "core/wire/enumerations.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace workbench::wire {
namespace {

struct Entry
{
    std::uint16_t value;
    const char* name;
};

constexpr Entry kCompressionMethods[] = {{0, "null"}, {1, "DEFLATE"}, {64, "LZS"}}; // RFC 3749
constexpr Entry kPointFormats[]
    = {{0, "uncompressed"}, {1, "ansiX962_compressed_prime"}, {2, "ansiX962_compressed_char2"}};
constexpr Entry kCurveTypes[]
    = {{1, "explicit_prime"}, {2, "explicit_char2"}, {3, "named_curve"}}; // RFC 4492 §5.4
constexpr Entry kNameTypes[] = {{0, "host_name"}}; // RFC 6066 §3
constexpr Entry kMaxFragmentLengths[]
    = {{1, "512"}, {2, "1024"}, {3, "2048"}, {4, "4096"}}; // RFC 6066 §4
constexpr Entry kStatusTypes[] = {{1, "ocsp"}, {2, "ocsp_multi"}}; // RFC 6066 §8, RFC 6961
constexpr Entry kPskModes[] = {{0, "psk_ke"}, {1, "psk_dhe_ke"}}; // RFC 8446 §4.2.9
constexpr Entry kCertificateTypes[]
    = {{0, "X509"}, {1, "OpenPGP"}, {2, "RawPublicKey"}, {3, "1609Dot2"}}; // RFC 7250
constexpr Entry kClientCertificateTypes[] = {{1, "rsa_sign"},
                                             {2, "dss_sign"},
                                             {3, "rsa_fixed_dh"},
                                             {4, "dss_fixed_dh"},
                                             {5, "rsa_ephemeral_dh"},
                                             {6, "dss_ephemeral_dh"},
                                             {20, "fortezza_dms"},
                                             {22, "gost_sign256"},
                                             {23, "gost_sign512"},
                                             {64, "ecdsa_sign"},
                                             {65, "rsa_fixed_ecdh"},
                                             {66, "ecdsa_fixed_ecdh"}};
constexpr Entry kHashAlgorithms[] = {{0, "none"},
                                     {1, "md5"},
                                     {2, "sha1"},
                                     {3, "sha224"},
                                     {4, "sha256"},
                                     {5, "sha384"},
                                     {6, "sha512"},
                                     {8, "Intrinsic"}}; // RFC 5246 §7.4.1.4.1
constexpr Entry kSignatureAlgorithms[] = {{0, "anonymous"},
                                          {1, "rsa"},
                                          {2, "dsa"},
                                          {3, "ecdsa"},
                                          {7, "ed25519"},
                                          {8, "ed448"},
                                          {64, "gostr34102012_256"},
                                          {65, "gostr34102012_512"}};
constexpr Entry kKeyUpdateRequests[]
    = {{0, "update_not_requested"}, {1, "update_requested"}}; // RFC 8446 §4.6.3
constexpr Entry kHeartbeatModes[]
    = {{1, "peer_allowed_to_send"}, {2, "peer_not_allowed_to_send"}}; // RFC 6520 §2
constexpr Entry kHeartbeatTypes[]
    = {{1, "heartbeat_request"}, {2, "heartbeat_response"}}; // RFC 6520 §3
constexpr Entry kSrtpProfiles[] = { // RFC 5764, RFC 7714, RFC 8269
    {1, "SRTP_AES128_CM_HMAC_SHA1_80"},
    {2, "SRTP_AES128_CM_HMAC_SHA1_32"},
    {5, "SRTP_NULL_HMAC_SHA1_80"},
    {6, "SRTP_NULL_HMAC_SHA1_32"},
    {7, "SRTP_AEAD_AES_128_GCM"},
    {8, "SRTP_AEAD_AES_256_GCM"},
    {9, "DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM"},
    {10, "DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM"},
    {11, "SRTP_ARIA_128_CTR_HMAC_SHA1_80"},
    {12, "SRTP_ARIA_128_CTR_HMAC_SHA1_32"},
    {13, "SRTP_ARIA_256_CTR_HMAC_SHA1_80"},
    {14, "SRTP_ARIA_256_CTR_HMAC_SHA1_32"},
    {15, "SRTP_AEAD_ARIA_128_GCM"},
    {16, "SRTP_AEAD_ARIA_256_GCM"}};
constexpr Entry kCertificateCompressions[] = {{1, "zlib"}, {2, "brotli"}, {3, "zstd"}}; // RFC 8879
constexpr Entry kEchTypes[] = {{0, "outer"}, {1, "inner"}}; // draft-ietf-tls-esni
constexpr Entry kHpkeKems[] = {{0x10, "DHKEM(P-256, HKDF-SHA256)"},
                               {0x11, "DHKEM(P-384, HKDF-SHA384)"},
                               {0x12, "DHKEM(P-521, HKDF-SHA512)"},
                               {0x20, "DHKEM(X25519, HKDF-SHA256)"},
                               {0x21, "DHKEM(X448, HKDF-SHA512)"}}; // RFC 9180
constexpr Entry kHpkeKdfs[] = {{1, "HKDF-SHA256"}, {2, "HKDF-SHA384"}, {3, "HKDF-SHA512"}};
constexpr Entry kHpkeAeads[]
    = {{1, "AES-128-GCM"}, {2, "AES-256-GCM"}, {3, "ChaCha20Poly1305"}, {0xffff, "export-only"}};
constexpr Entry kTokenBindingKeys[]
    = {{0, "rsa2048_pkcs1.5"}, {1, "rsa2048_pss"}, {2, "ecdsap256"}}; // RFC 8472
constexpr Entry kCachedInformation[] = {{1, "cert"}, {2, "cert_req"}}; // RFC 7924
constexpr Entry kTrustedAuthorities[] = {{0, "pre_agreed"},
                                         {1, "key_sha1_hash"},
                                         {2, "x509_name"},
                                         {3, "cert_sha1_hash"}}; // RFC 6066 §6
constexpr Entry kUserMappings[] = {{64, "upn_domain_hint"}}; // RFC 4681
constexpr Entry kSupplementalData[]
    = {{0, "user_mapping_data"}, {16386, "authz_data"}}; // RFC 4680, RFC 5878
constexpr Entry kAuthorizationData[] = {{0, "x509_attr_cert"},
                                        {1, "saml_assertion"},
                                        {2, "x509_attr_cert_url"},
                                        {3, "saml_assertion_url"},
                                        {64, "keynote_assertion_list"}}; // RFC 5878
constexpr Entry kChainTypes[] = {{0, "individual_certs"}, {1, "pkipath"}}; // RFC 6066 §5
constexpr Entry kCidUsages[] = {{0, "cid_immediate"}, {1, "cid_spare"}}; // RFC 9147 §9
constexpr Entry kOcspStatuses[] = {{0, "successful"},
                                   {1, "malformedRequest"},
                                   {2, "internalError"},
                                   {3, "tryLater"},
                                   {5, "sigRequired"},
                                   {6, "unauthorized"}}; // RFC 6960 §4.2.1
constexpr Entry kSctVersions[] = {{0, "v1"}}; // RFC 6962 §3.2
constexpr Entry kSslv2Messages[] = {{0, "error"},
                                    {1, "client_hello"},
                                    {2, "client_master_key"},
                                    {3, "client_finished"},
                                    {4, "server_hello"},
                                    {5, "server_verify"},
                                    {6, "server_finished"},
                                    {7, "request_certificate"},
                                    {8, "client_certificate"}};
constexpr Entry kSslv2Errors[] = {{1, "no_cipher"},
                                  {2, "no_certificate"},
                                  {4, "bad_certificate"},
                                  {6, "unsupported_certificate_type"}};
constexpr Entry kSslv2Certificates[] = {{1, "x509_certificate"}};
constexpr Entry kBasisTypes[]
    = {{1, "ec_basis_trinomial"}, {2, "ec_basis_pentanomial"}}; // RFC 4492 §5.4
constexpr Entry kQuicParameters[] = { // RFC 9000 §18.2 and its registry
    {0x00, "original_destination_connection_id"},
    {0x01, "max_idle_timeout"},
    {0x02, "stateless_reset_token"},
    {0x03, "max_udp_payload_size"},
    {0x04, "initial_max_data"},
    {0x05, "initial_max_stream_data_bidi_local"},
    {0x06, "initial_max_stream_data_bidi_remote"},
    {0x07, "initial_max_stream_data_uni"},
    {0x08, "initial_max_streams_bidi"},
    {0x09, "initial_max_streams_uni"},
    {0x0a, "ack_delay_exponent"},
    {0x0b, "max_ack_delay"},
    {0x0c, "disable_active_migration"},
    {0x0d, "preferred_address"},
    {0x0e, "active_connection_id_limit"},
    {0x0f, "initial_source_connection_id"},
    {0x10, "retry_source_connection_id"},
    {0x11, "version_information"},
    {0x20, "max_datagram_frame_size"},
    {0x173e, "discard"},
    {0x26ab, "google handshake message"},
    {0x2ab2, "grease_quic_bit"},
    {0x3127, "initial_rtt"},
    {0x3128, "google_connection_options"},
    {0x4752, "google_quic_version"}};
constexpr Entry kKeyUsages[] = { // RFC 5280 §4.2.1.3, the number of the bit
    {0, "digitalSignature"},
    {1, "nonRepudiation"},
    {2, "keyEncipherment"},
    {3, "dataEncipherment"},
    {4, "keyAgreement"},
    {5, "keyCertSign"},
    {6, "cRLSign"},
    {7, "encipherOnly"},
    {8, "decipherOnly"}};
constexpr Entry kCrlReasons[] = { // RFC 5280 §5.3.1
    {0, "unspecified"},
    {1, "keyCompromise"},
    {2, "cACompromise"},
    {3, "affiliationChanged"},
    {4, "superseded"},
    {5, "cessationOfOperation"},
    {6, "certificateHold"},
    {8, "removeFromCRL"},
    {9, "privilegeWithdrawn"},
    {10, "aACompromise"}};
constexpr Entry kReasonFlags[] = { // RFC 5280 §4.2.1.13, the number of the bit
    {0, "unused"},
    {1, "keyCompromise"},
    {2, "cACompromise"},
    {3, "affiliationChanged"},
    {4, "superseded"},
    {5, "cessationOfOperation"},
    {6, "certificateHold"},
    {7, "privilegeWithdrawn"},
    {8, "aACompromise"}};
constexpr Entry kTlsFeatures[] = {{5, "status_request"}, {17, "status_request_v2"}}; // RFC 7633

constexpr Entry kX509Versions[] = {{0, "v1"}, {1, "v2"}, {2, "v3"}}; // RFC 5280 §4.1.2.1

struct Table
{
    Format format;
    std::span<const Entry> entries;
};

constexpr Table kTables[] = {
    {Format::CompressionMethod, kCompressionMethods},
    {Format::PointFormat, kPointFormats},
    {Format::CurveType, kCurveTypes},
    {Format::NameType, kNameTypes},
    {Format::MaxFragmentLength, kMaxFragmentLengths},
    {Format::CertificateStatusType, kStatusTypes},
    {Format::PskKeyExchangeMode, kPskModes},
    {Format::CertificateType, kCertificateTypes},
    {Format::ClientCertificateType, kClientCertificateTypes},
    {Format::HashAlgorithm, kHashAlgorithms},
    {Format::SignatureAlgorithm, kSignatureAlgorithms},
    {Format::KeyUpdateRequest, kKeyUpdateRequests},
    {Format::HeartbeatMode, kHeartbeatModes},
    {Format::HeartbeatType, kHeartbeatTypes},
    {Format::SrtpProfile, kSrtpProfiles},
    {Format::CertificateCompression, kCertificateCompressions},
    {Format::EchType, kEchTypes},
    {Format::HpkeKem, kHpkeKems},
    {Format::HpkeKdf, kHpkeKdfs},
    {Format::HpkeAead, kHpkeAeads},
    {Format::TokenBindingKey, kTokenBindingKeys},
    {Format::CachedInformation, kCachedInformation},
    {Format::TrustedAuthority, kTrustedAuthorities},
    {Format::UserMapping, kUserMappings},
    {Format::SupplementalData, kSupplementalData},
    {Format::AuthorizationData, kAuthorizationData},
    {Format::ChainType, kChainTypes},
    {Format::CidUsage, kCidUsages},
    {Format::OcspResponseStatus, kOcspStatuses},
    {Format::SctVersion, kSctVersions},
    {Format::QuicParameter, kQuicParameters},
    {Format::Sslv2Message, kSslv2Messages},
    {Format::Sslv2Error, kSslv2Errors},
    {Format::Sslv2Certificate, kSslv2Certificates},
    {Format::BasisType, kBasisTypes},
    {Format::KeyUsage, kKeyUsages},
    {Format::CrlReason, kCrlReasons},
    {Format::ReasonFlags, kReasonFlags},
    {Format::TlsFeature, kTlsFeatures},
    {Format::X509Version, kX509Versions},
};

} // namespace

const char* enumerationName(Format format, std::uint64_t value)
{
    const auto* const table
        = std::find_if(std::begin(kTables), std::end(kTables), [format](const Table& candidate) {
              return candidate.format == format;
          });
    if (table == std::end(kTables)) {
        return nullptr;
    }
    for (const Entry& entry : table->entries) {
        if (entry.value == value) {
            return entry.name;
        }
    }
    return nullptr;
}

} // namespace workbench::wire
