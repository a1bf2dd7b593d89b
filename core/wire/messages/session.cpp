#include "core/wire/extensions/extensions.h"
#include "core/wire/list_reader.h"
#include "core/wire/messages/messages.h"
#include "core/wire/registry.h"

namespace workbench::wire {
namespace messages {
namespace {

/// In TLS 1.2 the ticket fills the message (RFC 5077 §3.3).
bool isTls13Ticket(const FieldReader& reader, const DecodeContext& context)
{
    if (context.version != 0) {
        return isTls13OrLater(context.version);
    }
    ByteReader ahead(reader.ahead());
    ahead.bytes(4);
    const std::size_t length = ahead.u16();
    return ahead.failed() || length != ahead.left();
}

} // namespace

/// RFC 8446 §4.6.1, RFC 5077 §3.3.
void newSessionTicket(FieldReader& reader, const DecodeContext& context)
{
    if (!isTls13Ticket(reader, context)) {
        reader.uint("ticket_lifetime_hint", 4, Format::Seconds);
        reader.opaque("ticket", {2});
        return;
    }
    reader.uint("ticket_lifetime", 4, Format::Seconds);
    reader.uint("ticket_age_add", 4, Format::Hex);
    reader.opaque("ticket_nonce", {1});
    reader.opaque("ticket", {2, 1});
    decodeExtensions(reader, Place::NewSessionTicket);
}

/// RFC 8446 §4.4.4; SSL 3.0 has two hashes, RFC 6101 §5.6.9.
void finished(FieldReader& reader, const DecodeContext& context)
{
    constexpr std::uint16_t kSsl3 = 0x0300;
    constexpr std::size_t kMd5 = 16;
    if (context.version == kSsl3) {
        reader.bytes("md5_hash", kMd5);
        reader.rest("sha_hash");
    } else {
        reader.rest("verify_data");
    }
}

/// RFC 8446 §4.6.3.
void keyUpdate(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.uint("request_update", 1, Format::KeyUpdateRequest);
}

/// RFC 4680.
void supplementalData(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    FieldReader list = reader.vector("supp_data", {3, 1}, Format::List);
    while (list.more()) {
        FieldReader entry = list.group("supplemental_data_entry");
        entry.uint("supp_data_type", 2, Format::SupplementalData);
        entry.opaque("data", {2});
    }
}

/// draft-agl-tls-nextprotoneg-04 §3.
void nextProtocol(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.opaque("selected_protocol", {1}, Format::Text);
    reader.opaque("padding", {1});
}

/// RFC 8446 §4.4.1: stands for the first client_hello in the transcript, never on the wire.
void messageHash(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.rest("hash");
}

/// RFC 9147 §9.
void requestConnectionId(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.uint("num_cids", 1);
}

void newConnectionId(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    readOpaqueList(reader, "cids", {2}, "cid", {1});
    reader.uint("usage", 1, Format::CidUsage);
}

/// RFC 8870 §5.2.2.
void ektKey(FieldReader& reader, const DecodeContext& context)
{
    static_cast<void>(context);
    reader.opaque("ekt_key_value", {1, 1});
    reader.opaque("srtp_master_salt", {1, 1});
    reader.uint("ekt_spi", 2, Format::Hex);
    reader.uint("ekt_ttl", 3, Format::Seconds);
}

} // namespace messages

void decodeAlert(FieldReader& reader)
{
    reader.uint("level", 1, Format::AlertLevel);
    reader.uint("description", 1, Format::AlertDescription);
}

void decodeChangeCipherSpec(FieldReader& reader)
{
    reader.uint("type", 1);
}

void decodeHeartbeat(FieldReader& reader)
{
    constexpr std::size_t kShortestPadding = 16;
    reader.uint("type", 1, Format::HeartbeatType);
    // A length beyond the message is what CVE-2014-0160 sends.
    reader.opaque("payload", {2});
    const Bytes padding = reader.rest("padding");
    if (!reader.failed() && padding.size() < kShortestPadding) {
        reader.fault(
            Fault::Kind::TooShort, kShortestPadding, static_cast<std::uint32_t>(padding.size()));
    }
}

void decodeAck(FieldReader& reader)
{
    FieldReader list = reader.vector("record_numbers", {2}, Format::List);
    while (list.more()) {
        FieldReader number = list.group("record_number");
        number.uint("epoch", 8);
        number.uint("sequence_number", 8);
    }
}

} // namespace workbench::wire
