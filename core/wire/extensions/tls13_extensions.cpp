#include "core/wire/certificate/certificate.h"
#include "core/wire/extensions/extensions.h"
#include "core/wire/list_reader.h"

/// Bodies of the extensions that came with TLS 1.3 and after.
namespace workbench::wire::extensions {

namespace {

/// RFC 8446 §4.2.8.
void keyShareEntry(FieldReader& reader)
{
    reader.uint("group", 2, Format::Group);
    reader.opaque("key_exchange", {2, 1});
}

/// ECHConfig, draft-ietf-tls-esni §4.
void echConfig(FieldReader& list)
{
    constexpr std::uint64_t kVersion = 0xfe0d;
    FieldReader config = list.group("ech_config");
    const auto version = config.uint("version", 2, Format::ExtensionType);
    FieldReader contents = config.vector("contents", {2});
    if (version != kVersion) {
        contents.rest("data");
        return;
    }
    {
        FieldReader key = contents.group("key_config");
        key.uint("config_id", 1);
        key.uint("kem_id", 2, Format::HpkeKem);
        key.opaque("public_key", {2, 1});
        FieldReader suites = key.vector("cipher_suites", {2, 4}, Format::List);
        while (suites.more()) {
            FieldReader suite = suites.group("cipher_suite");
            suite.uint("kdf_id", 2, Format::HpkeKdf);
            suite.uint("aead_id", 2, Format::HpkeAead);
        }
    }
    contents.uint("maximum_name_length", 1);
    contents.opaque("public_name", {1, 1}, Format::Text);
    FieldReader more = contents.vector("extensions", {2}, Format::List);
    while (more.more()) {
        FieldReader extension = more.group("extension");
        extension.uint("type", 2, Format::Hex);
        extension.opaque("data", {2});
    }
}

/// RFC 9000 §16: the number's own first bits say how long it is.
std::uint64_t quicInteger(FieldReader& reader, const char* name, Format format)
{
    const Bytes ahead = reader.ahead();
    const std::size_t width = ahead.empty() ? 1 : std::size_t(1) << (ahead[0] >> 6);
    const std::uint64_t value = reader.uint(name, width, format);
    return value & ((1ULL << (width * 8 - 2)) - 1);
}

/// Those whose value is one number, RFC 9000 §18.2.
bool isQuicInteger(std::uint64_t parameter)
{
    constexpr std::uint64_t kMaxDatagramFrameSize = 0x20;
    constexpr std::uint64_t kInitialRtt = 0x3127;
    return parameter == 1 || (parameter >= 3 && parameter <= 0x0b) || parameter == 0x0e
        || parameter == kMaxDatagramFrameSize || parameter == kInitialRtt;
}

} // namespace

void compressCertificate(FieldReader& reader, Place)
{
    readList(reader, "algorithms", {1, 2}, "algorithm", 2, Format::CertificateCompression);
}

void recordSizeLimit(FieldReader& reader, Place)
{
    reader.uint("record_size_limit", 2);
}

void delegatedCredential(FieldReader& reader, Place place)
{
    if (place != Place::Certificate) {
        signatureAlgorithms(reader, place);
        return;
    }
    reader.uint("valid_time", 4, Format::Seconds);
    reader.uint("dc_cert_verify_algorithm", 2, Format::SignatureScheme);
    {
        FieldReader key = reader.vector("subject_public_key_info", {3, 1});
        certificate::decodePublicKey(key);
    }
    reader.uint("algorithm", 2, Format::SignatureScheme);
    reader.opaque("signature", {2, 1});
}

void ektCiphers(FieldReader& reader, Place place)
{
    if (place == Place::ClientHello) {
        readList(reader, "supported_ciphers", {1, 1}, "cipher", 1, Format::Unsigned);
    } else {
        reader.uint("selected_cipher", 1);
    }
}

void preSharedKey(FieldReader& reader, Place place)
{
    if (place != Place::ClientHello) {
        reader.uint("selected_identity", 2);
        return;
    }
    {
        FieldReader identities = reader.vector("identities", {2, 7}, Format::List);
        while (identities.more()) {
            FieldReader identity = identities.group("psk_identity");
            identity.opaque("identity", {2, 1});
            identity.uint("obfuscated_ticket_age", 4);
        }
    }
    readOpaqueList(reader, "binders", {2, 33}, "binder", {1, 32});
}

void earlyData(FieldReader& reader, Place place)
{
    if (place == Place::NewSessionTicket) {
        reader.uint("max_early_data_size", 4);
    }
}

void supportedVersions(FieldReader& reader, Place place)
{
    if (place == Place::ClientHello) {
        readList(reader, "versions", {1, 2}, "version", 2, Format::Version);
    } else {
        reader.uint("selected_version", 2, Format::Version);
    }
}

void cookie(FieldReader& reader, Place)
{
    reader.opaque("cookie", {2, 1});
}

void pskKeyExchangeModes(FieldReader& reader, Place)
{
    readList(reader, "ke_modes", {1, 1}, "ke_mode", 1, Format::PskKeyExchangeMode);
}

void certificateAuthorities(FieldReader& reader, Place)
{
    certificate::decodeAuthorities(reader, "authorities", {2, 3});
}

void oidFilters(FieldReader& reader, Place)
{
    FieldReader filters = reader.vector("filters", {2}, Format::List);
    while (filters.more()) {
        FieldReader filter = filters.group("filter");
        {
            FieldReader oid = filter.vector("certificate_extension_oid", {1, 1});
            certificate::decodeOid(oid, "oid");
        }
        filter.opaque("certificate_extension_values", {2});
    }
}

void keyShare(FieldReader& reader, Place place)
{
    if (place == Place::HelloRetryRequest) {
        reader.uint("selected_group", 2, Format::Group);
        return;
    }
    if (place != Place::ClientHello) {
        FieldReader share = reader.group("server_share");
        keyShareEntry(share);
        return;
    }
    FieldReader shares = reader.vector("client_shares", {2}, Format::List);
    while (shares.more()) {
        FieldReader share = shares.group("key_share_entry");
        keyShareEntry(share);
    }
}

void connectionId(FieldReader& reader, Place)
{
    reader.opaque("cid", {1});
}

void externalIdHash(FieldReader& reader, Place)
{
    reader.opaque("binding_hash", {1});
}

void externalSessionId(FieldReader& reader, Place)
{
    reader.opaque("session_id", {1, 20});
}

void quicTransportParameters(FieldReader& reader, Place)
{
    while (reader.more()) {
        FieldReader parameter = reader.group("transport_parameter");
        const std::uint64_t id = quicInteger(parameter, "parameter_id", Format::QuicParameter);
        const std::uint64_t length = quicInteger(parameter, "length", Format::QuicInteger);
        if (isQuicInteger(id) && length > 0 && length <= 8) {
            parameter.bytes("value", length, Format::QuicInteger);
        } else {
            parameter.bytes("value", length);
        }
    }
}

void ticketRequest(FieldReader& reader, Place place)
{
    if (place == Place::ClientHello) {
        reader.uint("new_session_count", 1);
        reader.uint("resumption_count", 1);
    } else {
        reader.uint("expected_count", 1);
    }
}

void tlsFlags(FieldReader& reader, Place)
{
    reader.opaque("flags", {1});
}

void echOuterExtensions(FieldReader& reader, Place)
{
    readList(reader, "outer_extensions", {1, 2}, "extension_type", 2, Format::ExtensionType);
}

void encryptedClientHello(FieldReader& reader, Place place)
{
    constexpr std::size_t kConfirmation = 8;
    if (place == Place::HelloRetryRequest) {
        reader.bytes("confirmation", kConfirmation);
        return;
    }
    if (place == Place::EncryptedExtensions) {
        FieldReader configs = reader.vector("retry_configs", {2, 4}, Format::List);
        while (configs.more()) {
            echConfig(configs);
        }
        return;
    }
    if (reader.uint("type", 1, Format::EchType) != 0) {
        return; // the inner hello carries nothing more
    }
    {
        FieldReader suite = reader.group("cipher_suite");
        suite.uint("kdf_id", 2, Format::HpkeKdf);
        suite.uint("aead_id", 2, Format::HpkeAead);
    }
    reader.uint("config_id", 1);
    reader.opaque("enc", {2});
    reader.opaque("payload", {2, 1});
}

void encryptedServerName(FieldReader& reader, Place place)
{
    if (place != Place::ClientHello) {
        reader.rest("nonce");
        return;
    }
    reader.uint("suite", 2, Format::CipherSuite);
    {
        FieldReader share = reader.group("key_share_entry");
        keyShareEntry(share);
    }
    reader.opaque("record_digest", {2});
    reader.opaque("encrypted_sni", {2});
}

} // namespace workbench::wire::extensions
