#include "core/capture/input_kind.h"

#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"
#include "core/wire/decode.h"
#include "core/wire/first_bytes.h"
#include "core/wire/handshake_header.h"
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

/// What openssl s_client prints with -msg or -debug has certificates in PEM in it as well.
bool isOpensslTrace(Bytes text)
{
    return contains(text, "write to 0x") || contains(text, "read from 0x")
        || (contains(text, "<<< ") && contains(text, "Handshake [length "));
}

/// SEQUENCE { SEQUENCE { …: a length of two bytes or more, as every certificate has.
bool isDerCertificate(Bytes bytes)
{
    constexpr std::uint8_t kSequence = 0x30;
    if (bytes.size() < 2 || bytes[0] != kSequence || bytes[1] < 0x81 || bytes[1] > 0x83) {
        return false;
    }
    const std::size_t content = 2U + (bytes[1] & 0x7fU);
    return content < bytes.size() && bytes[content] == kSequence;
}

/// One message after the other up to the end; only a hello is recognised when it is cut.
bool isMessages(Bytes bytes, bool isWhole)
{
    const bool isDtls = isDtlsMessage(bytes);
    const std::size_t header = isDtls ? wire::kDtlsHandshakeHeader : wire::kTlsHandshakeHeader;
    const bool isHello = (bytes[0] == 1 || bytes[0] == 2) && bytes.size() > header + 1
        && (bytes[header] == 3 || bytes[header] == 0xfe);
    while (!isHello && !bytes.empty()) {
        const std::size_t size = wire::messageSize(bytes, isDtls);
        if (wire::registeredHandshakeTypeName(bytes[0]) == nullptr || size == 0) {
            return false;
        }
        if (size > bytes.size()) {
            return !isWhole;
        }
        bytes = bytes.subspan(size);
    }
    return true;
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
        const bool isPem = contains(beginning, "-----BEGIN ") && !isOpensslTrace(beginning);
        return isPem ? InputKind::Certificate : InputKind::Hex;
    }
    const wire::FirstBytesKind kind = wire::firstBytesKind(beginning);
    if (kind == wire::FirstBytesKind::Tls || kind == wire::FirstBytesKind::Dtls
        || wire::sslv2::beginsWithHello(beginning)) {
        return InputKind::Records;
    }
    if (isDerCertificate(beginning)) {
        return InputKind::Certificate;
    }
    if (isMessages(beginning, isWhole)) {
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
