#include "core/capture/record_reading.h"

#include "core/wire/registry.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace workbench::capture {
namespace {

constexpr std::uint16_t kSslv2 = 0x0002;

std::uint64_t numberIn(wire::Field record, std::string_view name)
{
    for (const wire::Field field : record.children()) {
        if (field.name() == name) {
            return field.number().value_or(0);
        }
    }
    return 0;
}

bool isHeader(std::string_view name)
{
    constexpr std::array<std::string_view, 6> kNames {
        "type", "legacy_record_version", "version", "epoch", "sequence_number", "unified_header"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool isEncrypted(wire::Field field)
{
    return field.note() == wire::Note::Encrypted || field.note() == wire::Note::EncryptedAlert
        || field.note() == wire::Note::EncryptedHandshake;
}

/// One of DTLS that came in pieces; the whole follows when all of them are there.
bool isFragment(wire::Field message)
{
    const wire::Field fragment = message.find("fragment");
    return fragment && fragment.note() == wire::Note::Fragment;
}

bool isHandshakeMessage(wire::Field field)
{
    return field.format() == wire::Format::Structure && !isFragment(field);
}

std::string nameOf(wire::Field field)
{
    return std::string(field.name());
}

/// The content of a record that is no handshake, as a message of its own.
void readContent(wire::Field record, DecodedRecord& decoded)
{
    const std::uint32_t size = record.range().length;
    const wire::Field length = record.find("length");
    if (!length || decoded.isEncrypted) {
        return;
    }
    const std::uint32_t header = length.range().end() - record.range().offset;
    if (header < size) {
        decoded.messages.push_back(
            messageOf(decoded.contentType, record.bytes().subspan(header), {}));
    }
}

DecodedRecord readRecord(wire::Field record, std::uint64_t offset)
{
    DecodedRecord decoded;
    decoded.offset = offset + record.range().offset;
    const bool isSslv2 = record.name() == "sslv2_record";
    const bool isUnified = bool(record.find("unified_header"));
    decoded.contentType = static_cast<std::uint8_t>(numberIn(record, "type"));
    decoded.version = static_cast<std::uint16_t>(numberIn(record, "legacy_record_version")
                                                 | numberIn(record, "version"));
    decoded.length = static_cast<std::uint32_t>(numberIn(record, "length"));
    if (isSslv2) {
        decoded.contentType = static_cast<std::uint8_t>(wire::ContentType::Handshake);
        decoded.version = kSslv2;
        decoded.length &= 0x7fffU;
    } else if (isUnified) {
        decoded.contentType = static_cast<std::uint8_t>(wire::ContentType::ApplicationData);
    }
    for (const wire::Field field : record.children()) {
        decoded.isEncrypted = decoded.isEncrypted || isEncrypted(field);
        if (field.fault() != nullptr && isHeader(field.name())) {
            decoded.faults.push_back(nameOf(field) + ": " + field.fault()->text());
        }
    }
    if (record.fault() != nullptr) {
        decoded.faults.push_back(record.fault()->text());
    }
    if (decoded.contentType != static_cast<std::uint8_t>(wire::ContentType::Handshake)) {
        readContent(record, decoded);
        return decoded;
    }
    for (const wire::Field field : record.children()) {
        if (isHandshakeMessage(field)) {
            decoded.messages.push_back({nameOf(field), field, nullptr});
        }
    }
    return decoded;
}

} // namespace

std::vector<DecodedRecord> recordsOf(const wire::FieldTree& tree, std::uint64_t offset)
{
    std::vector<DecodedRecord> records;
    for (const wire::Field field : tree.root().children()) {
        if (field.name() == "record" || field.name() == "sslv2_record") {
            records.push_back(readRecord(field, offset));
            continue;
        }
        // What had begun in records and ends with the connection.
        if (records.empty()) {
            DecodedRecord rest;
            rest.contentType = static_cast<std::uint8_t>(wire::ContentType::Handshake);
            rest.offset = offset;
            records.push_back(std::move(rest));
        }
        records.back().messages.push_back({nameOf(field), field, nullptr});
    }
    return records;
}

DecodedMessage messageOf(std::uint8_t type, Bytes content, const wire::DecodeContext& context)
{
    const auto contentType = static_cast<wire::ContentType>(type);
    const bool isHandshake = contentType == wire::ContentType::Handshake;
    auto tree = std::make_shared<const wire::FieldTree>(
        isHandshake ? wire::decodeHandshakeMessage(content, context)
                    : wire::decodeContent(contentType, content, context));
    const wire::Field root = tree->root();
    std::string name = nameOf(root);
    if (contentType == wire::ContentType::Alert && content.size() >= 2) {
        name = wire::alertName(content[1]);
    }
    return {std::move(name), root, std::move(tree)};
}

std::optional<Side> senderOf(const DecodedMessage& message)
{
    constexpr std::array<std::string_view, 4> kClient {
        "client_hello", "client_key_exchange", "end_of_early_data", "client_master_key"};
    constexpr std::array<std::string_view, 9> kServer {"server_hello",
                                                       "hello_retry_request",
                                                       "hello_verify_request",
                                                       "hello_request",
                                                       "server_key_exchange",
                                                       "server_hello_done",
                                                       "encrypted_extensions",
                                                       "certificate_status",
                                                       "new_session_ticket"};
    if (std::find(kClient.begin(), kClient.end(), message.type) != kClient.end()) {
        return Side::Client;
    }
    if (std::find(kServer.begin(), kServer.end(), message.type) != kServer.end()) {
        return Side::Server;
    }
    return std::nullopt;
}

} // namespace workbench::capture
