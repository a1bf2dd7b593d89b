// Kept by hand: what IANA (or a widely used implementation) added after the tables next to this
// file were made, and what was never registered. Sorted by value.
#include "core/wire/registry/tables.h"

namespace workbench::wire::tables {
namespace {

// draft-irtf-cfrg-aegis-aead
constexpr CipherSuiteInfo kCipherSuites[] = {
    {0x1306, KeyExchange::Tls13, false, "TLS_AEGIS_256_SHA512", "", "AEGIS256(256)", "AEAD"},
    {0x1307, KeyExchange::Tls13, false, "TLS_AEGIS_128L_SHA256", "", "AEGIS128L(128)", "AEAD"},
};

// RFC 9853
constexpr CodePoint kContentTypes[] = {
    {27, "return_routability_check"},
};

constexpr CodePoint kExtensionTypes[] = {
    {0x001d, "pwd_protect"}, // RFC 8492
    {0x001e, "pwd_clear"},
    {0x001f, "password_salt"},
    {0x0020, "ticket_pinning"}, // RFC 8672
    {0x0021, "tls_cert_with_extern_psk"}, // RFC 8773
    {0x0028, "key_share_draft"}, // drafts of RFC 8446 before -23
    {0xfe08, "encrypted_client_hello_draft08"}, // draft-ietf-tls-esni-08
};

// RFC 5246 §7.4.1.4.1 lets hash and signature be combined freely; only these combinations were
// used.
constexpr CodePoint kSignatureSchemes[] = {
    {0x0101, "rsa_pkcs1_md5"},
    {0x0202, "dsa_sha1"},
    {0x0301, "rsa_pkcs1_sha224"},
    {0x0302, "dsa_sha224"},
    {0x0303, "ecdsa_sha224"},
    {0x0402, "dsa_sha256"},
    {0x0502, "dsa_sha384"},
    {0x0602, "dsa_sha512"},
    {0x0840, "gostr34102012_256_intrinsic"}, // RFC 9189
    {0x0841, "gostr34102012_512_intrinsic"},
    {0x0911, "slhdsa_sha2_128s"}, // draft-reddy-tls-slhdsa
    {0x0912, "slhdsa_sha2_128f"},
    {0x0913, "slhdsa_sha2_192s"},
    {0x0914, "slhdsa_sha2_192f"},
    {0x0915, "slhdsa_sha2_256s"},
    {0x0916, "slhdsa_sha2_256f"},
    {0x0917, "slhdsa_shake_128s"},
    {0x0918, "slhdsa_shake_128f"},
    {0x0919, "slhdsa_shake_192s"},
    {0x091a, "slhdsa_shake_192f"},
    {0x091b, "slhdsa_shake_256s"},
    {0x091c, "slhdsa_shake_256f"},
    {0xeded, "gostr34102001_gostr3411"}, // as OpenSSL's GOST engine numbers them
    {0xeeee, "gostr34102012_256_gostr34112012_256"},
    {0xefef, "gostr34102012_512_gostr34112012_512"},
};

constexpr CodePoint kSupportedGroups[] = {
    {0x11ee, "curveSM2MLKEM768"}, // draft-yang-tls-hybrid-sm2-mlkem
    {0x4138, "CECPQ2"}, // experiment of 2018
};

} // namespace

std::span<const CipherSuiteInfo> addedCipherSuites()
{
    return kCipherSuites;
}

std::span<const CodePoint> addedContentTypes()
{
    return kContentTypes;
}

std::span<const CodePoint> addedExtensionTypes()
{
    return kExtensionTypes;
}

std::span<const CodePoint> addedSignatureSchemes()
{
    return kSignatureSchemes;
}

std::span<const CodePoint> addedSupportedGroups()
{
    return kSupportedGroups;
}

} // namespace workbench::wire::tables
