#include "core/wire/records/sslv2.h"

#include "core/wire/certificate/certificate.h"
#include "core/wire/certificate/der_fields.h"

namespace workbench::wire::sslv2 {
namespace {

constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 4;

struct Header
{
    std::size_t size = 2;
    std::size_t length = 0; ///< of the data, padding included
    std::size_t padding = 0;
};

/// The top bit tells a header of two bytes with 15 bits of length from one of three with 14 and the
/// amount of padding.
Header readHeader(Bytes bytes)
{
    ByteReader reader(bytes);
    const std::uint16_t first = reader.u16();
    if ((first & 0x8000) != 0) {
        return {2, first & 0x7fffU, 0};
    }
    return {3, first & 0x3fffU, reader.u8()};
}

void cipherSpecs(FieldReader& reader, std::size_t length)
{
    FieldReader list = reader.part("cipher_specs", length, 0, Format::List);
    while (list.more()) {
        list.uint("cipher_kind", 3, Format::Sslv2CipherKind);
    }
}

void clientHello(FieldReader& reader)
{
    reader.uint("version", 2, Format::Version);
    const auto specs = reader.uint("cipher_specs_length", 2);
    const auto session = reader.uint("session_id_length", 2);
    const auto challenge = reader.uint("challenge_length", 2);
    cipherSpecs(reader, specs);
    reader.bytes("session_id", session);
    reader.bytes("challenge", challenge);
}

void serverHello(FieldReader& reader)
{
    reader.uint("session_id_hit", 1);
    reader.uint("certificate_type", 1, Format::Sslv2Certificate);
    reader.uint("server_version", 2, Format::Version);
    const auto certificateLength = reader.uint("certificate_length", 2);
    const auto specs = reader.uint("cipher_specs_length", 2);
    const auto connection = reader.uint("connection_id_length", 2);
    if (certificateLength > 0) {
        FieldReader data = reader.part("certificate", certificateLength);
        FieldReader content = certificate::element(data, "Certificate", der::kSequence);
        certificate::decodeX509(content);
    }
    cipherSpecs(reader, specs);
    reader.bytes("connection_id", connection);
}

void clientMasterKey(FieldReader& reader)
{
    reader.uint("cipher_kind", 3, Format::Sslv2CipherKind);
    const auto clear = reader.uint("clear_key_length", 2);
    const auto encrypted = reader.uint("encrypted_key_length", 2);
    const auto argument = reader.uint("key_arg_length", 2);
    reader.bytes("clear_key_data", clear);
    reader.bytes("encrypted_key_data", encrypted);
    reader.bytes("key_arg_data", argument);
}

const char* nameOf(std::uint8_t type)
{
    switch (type) {
    case 0:
        return "error";
    case kClientHello:
        return "client_hello";
    case 2:
        return "client_master_key";
    case kServerHello:
        return "server_hello";
    default:
        return "message";
    }
}

} // namespace

bool beginsWithHello(Bytes bytes)
{
    const Header header = readHeader(bytes);
    if (bytes.size() < header.size + 3) {
        return false;
    }
    const Bytes message = bytes.subspan(header.size);
    if (message[0] == 0 && header.size == 2 && header.length == 3) {
        return message[1] == 0 && message[2] != 0; // an error and its code
    }
    // A version behind the type: 0x0002 or one of SSL 3.0 to TLS 1.3.
    if (message[0] == kClientHello) {
        return header.length >= 9
            && ((message[1] == 0 && message[2] == 2) || (message[1] == 3 && message[2] <= 4));
    }
    return message[0] == kServerHello && header.length >= 11 && message[1] <= 1 && message[2] <= 1
        && message.size() >= 5 && message[3] == 0 && message[4] == 2;
}

std::size_t recordSize(Bytes bytes)
{
    const Header header = readHeader(bytes);
    return header.size + header.length;
}

void decodeMessage(FieldReader& reader)
{
    switch (reader.uint("msg_type", 1, Format::Sslv2Message)) {
    case 0:
        reader.uint("error_code", 2, Format::Sslv2Error);
        break;
    case kClientHello:
        clientHello(reader);
        break;
    case 2:
        clientMasterKey(reader);
        break;
    case kServerHello:
        serverHello(reader);
        break;
    default:
        // All others are encrypted.
        reader.rest("data");
        reader.remark(Note::Encrypted);
        break;
    }
}

void decodeRecord(FieldReader& reader)
{
    const Header header = readHeader(reader.ahead());
    FieldReader record = reader.part("sslv2_record", header.size + header.length);
    record.uint("length", 2, Format::Hex);
    if (header.size == 3) {
        record.uint("padding_length", 1);
    }
    const bool inside = header.padding < header.length && header.padding < record.left();
    const std::size_t padding = inside ? header.padding : 0;
    if (record.more()) {
        const char* name = nameOf(record.ahead()[0]);
        FieldReader message = record.part(name, record.left() - padding);
        decodeMessage(message);
    }
    if (padding > 0) {
        record.rest("padding");
    }
}

} // namespace workbench::wire::sslv2
