#include "core/wire/extensions/extensions.h"
#include "core/wire/hello_random.h"
#include "core/wire/list_reader.h"
#include "core/wire/messages/messages.h"

namespace workbench::wire::messages {
namespace {

/// Drafts of TLS 1.3 before -22 had another server_hello.
bool isOldDraft(std::uint16_t version)
{
    constexpr unsigned kCompatible = 22;
    return (version >> 8) == 0x7f && (version & 0xff) < kCompatible;
}

void remarkOnRandom(FieldReader& reader, Bytes random)
{
    if (isHelloRetryRandom(random)) {
        reader.remark(Note::HelloRetryRequest);
        return;
    }
    switch (downgradeMarkerOf(random)) {
    case DowngradeMarker::None:
        break;
    case DowngradeMarker::Tls12:
        reader.remark(Note::DowngradeToTls12);
        break;
    case DowngradeMarker::Tls11OrOlder:
        reader.remark(Note::DowngradeToTls11);
        break;
    }
}

} // namespace

/// RFC 5246 §7.4.1.1: nothing in it; the same for server_hello_done and end_of_early_data.
void helloRequest(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(reader);
    static_cast<void>(context);
}

/// RFC 8446 §4.1.2; RFC 6347 §4.2.1 puts a cookie in.
void clientHello(FieldReader& reader, const DecodeContext& context)
{
    reader.uint("legacy_version", 2, Format::Version);
    reader.bytes("random", kHelloRandomSize);
    reader.opaque("legacy_session_id", {1, 0, 32});
    if (context.isDtls) {
        reader.opaque("legacy_cookie", {1});
    }
    readList(reader, "cipher_suites", {2, 2}, "cipher_suite", 2, Format::CipherSuite);
    readList(reader,
             "legacy_compression_methods",
             {1, 1},
             "compression_method",
             1,
             Format::CompressionMethod);
    if (reader.more()) {
        decodeExtensions(reader, Place::ClientHello);
    }
}

/// RFC 8446 §4.1.3 and §4.1.4.
void serverHello(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    const auto version = reader.enumeration("legacy_version", 2, Format::Version);
    const Bytes random = reader.bytes("random", kHelloRandomSize);
    remarkOnRandom(reader, random);
    const bool oldDraft = isOldDraft(version);
    if (!oldDraft) {
        reader.opaque("legacy_session_id_echo", {1, 0, 32});
    }
    reader.uint("cipher_suite", 2, Format::CipherSuite);
    if (!oldDraft) {
        reader.uint("legacy_compression_method", 1, Format::CompressionMethod);
    }
    if (reader.more()) {
        decodeExtensions(
            reader, isHelloRetryRandom(random) ? Place::HelloRetryRequest : Place::ServerHello);
    }
}

/// RFC 6347 §4.2.1.
void helloVerifyRequest(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.uint("server_version", 2, Format::Version);
    reader.opaque("cookie", {1});
}

/// The message of its own that drafts of TLS 1.3 had.
void helloRetryRequest(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    constexpr unsigned kWithSuite = 19;
    const auto version = reader.enumeration("server_version", 2, Format::Version);
    if ((version & 0xff) >= kWithSuite) {
        reader.uint("cipher_suite", 2, Format::CipherSuite);
    }
    decodeExtensions(reader, Place::HelloRetryRequest);
}

/// RFC 8446 §4.3.1.
void encryptedExtensions(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    decodeExtensions(reader, Place::EncryptedExtensions);
}

} // namespace workbench::wire::messages
