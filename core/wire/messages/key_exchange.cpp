#include "core/wire/messages/messages.h"
#include "core/wire/registry.h"

namespace workbench::wire::messages {
namespace {

constexpr std::uint64_t kExplicitPrime = 1;
constexpr std::uint64_t kExplicitChar2 = 2;
constexpr std::uint64_t kNamedCurve = 3;

/// RFC 4492 §5.4: curves that are not named.
void explicitCurve(FieldReader& parameters, std::uint64_t type)
{
    constexpr std::uint64_t kTrinomial = 1;
    if (type == kExplicitPrime) {
        parameters.opaque("prime_p", {1, 1});
    } else {
        parameters.uint("m", 2);
        if (parameters.uint("basis", 1, Format::BasisType) == kTrinomial) {
            parameters.opaque("k", {1, 1});
        } else {
            parameters.opaque("k1", {1, 1});
            parameters.opaque("k2", {1, 1});
            parameters.opaque("k3", {1, 1});
        }
    }
    parameters.opaque("a", {1, 1});
    parameters.opaque("b", {1, 1});
    parameters.opaque("base", {1, 1});
    parameters.opaque("order", {1, 1});
    parameters.opaque("cofactor", {1, 1});
}

/// ServerECDHParams, RFC 8422 §5.4.
void ecdhParameters(FieldReader& reader)
{
    FieldReader group = reader.group("params");
    {
        FieldReader curve = group.group("curve_params");
        const auto type = curve.uint("curve_type", 1, Format::CurveType);
        if (type == kNamedCurve) {
            curve.uint("namedcurve", 2, Format::Group);
        } else if (type == kExplicitPrime || type == kExplicitChar2) {
            explicitCurve(curve, type);
        } else if (!curve.failed()) {
            curve.reject("curve",
                         "explicit_prime (1), explicit_char2 (2) or named_curve (3)",
                         static_cast<std::uint32_t>(type));
        }
    }
    group.opaque("public", {1, 1});
}

/// ServerDHParams, RFC 5246 §7.4.3.
void dhParameters(FieldReader& reader)
{
    FieldReader group = reader.group("params");
    group.opaque("dh_p", {2, 1});
    group.opaque("dh_g", {2, 1});
    group.opaque("dh_Ys", {2, 1});
}

/// ServerSRPParams, RFC 5054 §2.8.2.
void srpParameters(FieldReader& reader)
{
    FieldReader group = reader.group("params");
    group.opaque("srp_N", {2, 1});
    group.opaque("srp_g", {2, 1});
    group.opaque("srp_s", {1, 1});
    group.opaque("srp_B", {2, 1});
}

/// ServerRSAParams, RFC 2246 §7.4.3.
void rsaParameters(FieldReader& reader)
{
    FieldReader group = reader.group("params");
    group.opaque("rsa_modulus", {2, 1});
    group.opaque("rsa_exponent", {2, 1});
}

/// What signs the parameters: TLS 1.2 names the algorithm, RFC 5246 §4.7.
void signedParameters(FieldReader& reader, const DecodeContext& context)
{
    FieldReader group = reader.group("signed_params");
    if (context.version == 0 || !isBeforeTls12(context.version)) {
        group.uint("algorithm", 2, Format::SignatureScheme);
    }
    group.opaque("signature", {2});
}

/// Without a suite: the parameters of a curve begin with its type and have a short point, those of
/// Diffie-Hellman with the length of a prime.
KeyExchange guessServerKeyExchange(Bytes ahead)
{
    constexpr std::size_t kPointLength = 3;
    constexpr std::uint8_t kShortestPoint = 32;
    const bool curve = ahead.size() > kPointLength && ahead[0] == kNamedCurve
        && ahead[kPointLength] >= kShortestPoint;
    return curve ? KeyExchange::Ecdhe : KeyExchange::Dhe;
}

KeyExchange guessClientKeyExchange(Bytes ahead)
{
    const bool point = !ahead.empty() && ahead[0] + 1U == ahead.size();
    return point ? KeyExchange::Ecdhe : KeyExchange::Unknown;
}

void encryptedPremaster(FieldReader& reader, const DecodeContext& context)
{
    constexpr std::uint16_t kSsl3 = 0x0300;
    if (context.version == kSsl3) { // RFC 6101 §5.6.7: without a length
        reader.rest("encrypted_premaster_secret");
    } else {
        reader.opaque("encrypted_premaster_secret", {2, 1});
    }
}

} // namespace

/// RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279, RFC 5489, RFC 5054.
void serverKeyExchange(FieldReader& reader, const DecodeContext& context)
{
    const CipherSuiteInfo* suite
        = context.cipherSuite != 0 ? cipherSuiteInfo(context.cipherSuite) : nullptr;
    const KeyExchange exchange
        = suite != nullptr ? suite->keyExchange : guessServerKeyExchange(reader.ahead());
    const bool withHint = exchange == KeyExchange::Psk || exchange == KeyExchange::RsaPsk
        || exchange == KeyExchange::DhePsk || exchange == KeyExchange::EcdhePsk;
    if (withHint) {
        reader.opaque("psk_identity_hint", {2}, Format::Text);
    }
    switch (exchange) {
    case KeyExchange::Psk:
    case KeyExchange::RsaPsk:
        return;
    case KeyExchange::Ecdhe:
    case KeyExchange::EcdhAnon:
    case KeyExchange::EcdhePsk:
        ecdhParameters(reader);
        break;
    case KeyExchange::Dhe:
    case KeyExchange::DhAnon:
    case KeyExchange::DhePsk:
        dhParameters(reader);
        break;
    case KeyExchange::Srp:
        srpParameters(reader);
        break;
    case KeyExchange::RsaExport:
        rsaParameters(reader);
        break;
    default:
        reader.rest("params");
        return;
    }
    if (suite != nullptr ? suite->signedKeyExchange : reader.more()) {
        signedParameters(reader, context);
    }
}

/// RFC 5246 §7.4.7, RFC 8422 §5.7, RFC 4279, RFC 5489, RFC 5054, RFC 2712.
void clientKeyExchange(FieldReader& reader, const DecodeContext& context)
{
    const CipherSuiteInfo* suite
        = context.cipherSuite != 0 ? cipherSuiteInfo(context.cipherSuite) : nullptr;
    const KeyExchange exchange
        = suite != nullptr ? suite->keyExchange : guessClientKeyExchange(reader.ahead());
    const bool withIdentity = exchange == KeyExchange::Psk || exchange == KeyExchange::RsaPsk
        || exchange == KeyExchange::DhePsk || exchange == KeyExchange::EcdhePsk;
    if (withIdentity) {
        reader.opaque("psk_identity", {2}, Format::Text);
    }
    switch (exchange) {
    case KeyExchange::Psk:
        break;
    case KeyExchange::Rsa:
    case KeyExchange::RsaExport:
    case KeyExchange::RsaPsk:
        encryptedPremaster(reader, context);
        break;
    case KeyExchange::Dh:
    case KeyExchange::Dhe:
    case KeyExchange::DhAnon:
    case KeyExchange::DhePsk:
        if (reader.more()) { // nothing when the key stands in the client's certificate
            reader.opaque("dh_Yc", {2, 1});
        }
        break;
    case KeyExchange::Ecdh:
    case KeyExchange::Ecdhe:
    case KeyExchange::EcdhAnon:
    case KeyExchange::EcdhePsk:
        if (reader.more()) {
            reader.opaque("ecdh_Yc", {1, 1});
        }
        break;
    case KeyExchange::Srp:
        reader.opaque("srp_A", {2, 1});
        break;
    case KeyExchange::Krb5:
        reader.opaque("ticket", {2});
        reader.opaque("authenticator", {2});
        reader.opaque("encrypted_premaster_secret", {2});
        break;
    default:
        reader.rest("exchange_keys");
        break;
    }
}

} // namespace workbench::wire::messages
