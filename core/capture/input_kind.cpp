#include "core/capture/input_kind.h"

#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"
#include "core/wire/first_bytes.h"
#include "core/wire/records/sslv2.h"
#include "core/wire/registry.h"

#include <algorithm>
#include <array>
#include <utility>

namespace workbench::capture {
namespace {

constexpr std::array<std::pair<InputKind, const char*>, 6> kWords {{
    {InputKind::Hex, "hex"},
    {InputKind::Records, "records"},
    {InputKind::Messages, "messages"},
    {InputKind::Certificate, "certificate"},
    {InputKind::Pcap, "pcap"},
    {InputKind::Pcapng, "pcapng"},
}};

bool isText(Bytes bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) {
        return byte >= 0x20 ? byte != 0x7f
                            : byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
    });
}

bool contains(Bytes bytes, std::string_view text)
{
    return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

/// SEQUENCE { SEQUENCE { …: a length of two bytes or more, as every certificate has.
bool isDerCertificate(Bytes bytes)
{
    constexpr std::uint8_t kSequence = 0x30;
    if (bytes.size() < 5 || bytes[0] != kSequence || bytes[1] < 0x81 || bytes[1] > 0x83) {
        return false;
    }
    return bytes[2U + (bytes[1] & 0x7fU)] == kSequence;
}

/// A whole message, or one that goes on beyond the beginning.
bool isMessage(Bytes bytes, bool isWhole)
{
    wire::ByteReader reader(bytes);
    const std::uint8_t type = reader.u8();
    const auto length = static_cast<std::size_t>(reader.uint(3));
    if (reader.failed() || wire::registeredHandshakeTypeName(type) == nullptr) {
        return false;
    }
    const std::size_t header = isDtlsMessage(bytes) ? 12 : 4;
    const std::size_t there = bytes.size() - std::min(bytes.size(), header);
    // A cut hello is still recognised by its version.
    const bool isHello = (type == 1 || type == 2) && bytes.size() > header + 1
        && (bytes[header] == 3 || bytes[header] == 0xfe);
    if (length > there) {
        return isHello || !isWhole;
    }
    // The next message begins where this one ends.
    const Bytes rest = bytes.subspan(header + length);
    return rest.empty() || isHello || wire::registeredHandshakeTypeName(rest[0]) != nullptr;
}

} // namespace

/// Message number, then a fragment that is the whole (RFC 6347 §4.2.2).
bool isDtlsMessage(Bytes message)
{
    wire::ByteReader reader(message);
    reader.u8();
    const std::uint64_t length = reader.uint(3);
    const std::uint16_t number = reader.u16();
    const std::uint64_t offset = reader.uint(3);
    const std::uint64_t fragment = reader.uint(3);
    constexpr std::uint16_t kMostMessages = 64;
    return !reader.failed() && number < kMostMessages && fragment <= length
        && offset + fragment <= length && (offset == 0 ? fragment == length : fragment > 0);
}

std::optional<InputKind> recognizeInput(Bytes beginning, bool isWhole)
{
    if (beginsPcapng(beginning)) {
        return InputKind::Pcapng;
    }
    if (beginsPcap(beginning)) {
        return InputKind::Pcap;
    }
    if (beginning.empty()) {
        return std::nullopt;
    }
    if (isText(beginning)) {
        return contains(beginning, "-----BEGIN ") ? InputKind::Certificate : InputKind::Hex;
    }
    const wire::FirstBytesKind kind = wire::firstBytesKind(beginning);
    if (kind == wire::FirstBytesKind::Tls || kind == wire::FirstBytesKind::Dtls
        || wire::sslv2::beginsWithHello(beginning)) {
        return InputKind::Records;
    }
    if (isDerCertificate(beginning)) {
        return InputKind::Certificate;
    }
    if (isMessage(beginning, isWhole)) {
        return InputKind::Messages;
    }
    return std::nullopt;
}

const char* toWord(InputKind kind)
{
    const auto* found = std::find_if(
        kWords.begin(), kWords.end(), [kind](const auto& entry) { return entry.first == kind; });
    return found->second;
}

std::optional<InputKind> inputKindFrom(std::string_view word)
{
    const auto* found = std::find_if(
        kWords.begin(), kWords.end(), [word](const auto& entry) { return entry.second == word; });
    if (found == kWords.end()) {
        return std::nullopt;
    }
    return found->first;
}

} // namespace workbench::capture
