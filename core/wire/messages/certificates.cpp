#include "core/wire/certificate/certificate.h"
#include "core/wire/certificate/der_fields.h"
#include "core/wire/extensions/extensions.h"
#include "core/wire/list_reader.h"
#include "core/wire/messages/messages.h"
#include "core/wire/registry.h"

#include <algorithm>

namespace workbench::wire::messages {
namespace {

constexpr std::uint8_t kRawPublicKey = 2; // RFC 7250

/// TLS 1.2 begins with the length of all that follows, TLS 1.3 with a context.
bool isTls13Certificate(const FieldReader& reader, const DecodeContext& context)
{
    if (context.version != 0) {
        return isTls13OrLater(context.version);
    }
    ByteReader ahead(reader.ahead());
    const auto length = static_cast<std::size_t>(ahead.uint(3));
    return ahead.failed() || length != ahead.left();
}

/// In TLS 1.3 a context and then the extensions, which fill the message.
bool isTls13Request(const FieldReader& reader, const DecodeContext& context)
{
    if (context.version != 0) {
        return isTls13OrLater(context.version);
    }
    ByteReader ahead(reader.ahead());
    ahead.vector(1);
    const std::size_t length = ahead.u16();
    return !ahead.failed() && length == ahead.left();
}

void certificateData(FieldReader& reader, const DecodeContext& context)
{
    if (context.certificateType == kRawPublicKey) {
        certificate::decodePublicKey(reader);
        return;
    }
    FieldReader content = certificate::element(reader, "Certificate", der::kSequence);
    certificate::decodeX509(content);
}

/// RFC 8446 §4.4.2.
void tls13Certificate(FieldReader& reader, const DecodeContext& context)
{
    reader.opaque("certificate_request_context", {1});
    FieldReader list = reader.vector("certificate_list", {3}, Format::List);
    while (list.more()) {
        FieldReader entry = list.group("certificate_entry");
        {
            FieldReader data = entry.vector("cert_data", {3, 1});
            certificateData(data, context);
        }
        decodeExtensions(entry, Place::Certificate);
    }
}

} // namespace

/// RFC 5246 §7.4.2, RFC 8446 §4.4.2, RFC 7250 §3.
void certificate(FieldReader& reader, const DecodeContext& context)
{
    if (isTls13Certificate(reader, context)) {
        tls13Certificate(reader, context);
        return;
    }
    if (context.certificateType == kRawPublicKey) {
        FieldReader key = reader.vector("subject_public_key_info", {3, 1});
        certificate::decodePublicKey(key);
        return;
    }
    FieldReader list = reader.vector("certificate_list", {3}, Format::List);
    while (list.more()) {
        FieldReader data = list.vector("certificate", {3, 1});
        certificateData(data, context);
    }
}

/// RFC 8446 §4.3.2, RFC 5246 §7.4.4, RFC 4346 §7.4.4.
void certificateRequest(FieldReader& reader, const DecodeContext& context)
{
    if (isTls13Request(reader, context)) {
        reader.opaque("certificate_request_context", {1});
        decodeExtensions(reader, Place::CertificateRequest);
        return;
    }
    readList(
        reader, "certificate_types", {1, 1}, "certificate_type", 1, Format::ClientCertificateType);
    if (!isBeforeTls12(context.version) || context.version == 0) {
        readList(reader,
                 "supported_signature_algorithms",
                 {2},
                 "signature_scheme",
                 2,
                 Format::SignatureScheme);
    }
    certificate::decodeAuthorities(reader, "certificate_authorities", {2});
}

/// RFC 8446 §4.4.3, RFC 5246 §7.4.8; before, the message did not name the algorithm.
void certificateVerify(FieldReader& reader, const DecodeContext& context)
{
    if (context.version == 0 || !isBeforeTls12(context.version)) {
        reader.uint("algorithm", 2, Format::SignatureScheme);
    }
    reader.opaque("signature", {2});
}

/// RFC 6066 §5.
void certificateUrl(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    constexpr std::size_t kSha1 = 20;
    reader.uint("type", 1, Format::ChainType);
    FieldReader list = reader.vector("url_and_hash_list", {2, 1}, Format::List);
    while (list.more()) {
        FieldReader item = list.group("url_and_hash");
        item.opaque("url", {2, 1}, Format::Text);
        item.uint("padding", 1);
        item.bytes("sha1_hash", kSha1);
    }
}

/// RFC 6066 §8, RFC 6961 §2.2.
void certificateStatus(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    certificate::decodeStatus(reader);
}

/// RFC 8879 §4.
void compressedCertificate(FieldReader& reader, const DecodeContext& context)
{
    constexpr std::size_t kLargest = 1U << 20U;
    const auto algorithm = reader.enumeration("algorithm", 2, Format::CertificateCompression);
    const auto length = static_cast<std::size_t>(reader.uint("uncompressed_length", 3));
    const Bytes compressed = reader.opaque("compressed_certificate_message", {3, 1});
    if (reader.failed()) {
        return;
    }
    if (context.decompress == nullptr || length > kLargest) {
        reader.remark(Note::NotInflated);
        return;
    }
    auto message = context.decompress(algorithm, compressed, length);
    if (!message || message->size() != length) {
        reader.fault(Fault::Kind::Unpacking,
                     static_cast<std::uint32_t>(length),
                     static_cast<std::uint32_t>(compressed.size()),
                     "a compressed certificate message");
        return;
    }
    FieldReader inner = reader.derived("certificate", std::move(*message), Note::Inflated);
    tls13Certificate(inner, context);
}

} // namespace workbench::wire::messages
