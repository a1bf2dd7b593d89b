#include "core/wire/datagram_hello.h"

namespace workbench::wire {
namespace {

constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kDtlsMajor = 0xfe;
constexpr std::uint8_t kClientHello = 1;
constexpr std::size_t kSequenceNumber = 6;
constexpr std::size_t kRandom = 32;

} // namespace

std::optional<Bytes> datagramHelloRandom(Bytes datagram)
{
    ByteReader reader(datagram);
    const std::uint8_t type = reader.u8();
    const std::uint16_t version = reader.u16();
    const std::uint16_t epoch = reader.u16();
    reader.bytes(kSequenceNumber);
    ByteReader record = reader.vector(2);
    if (type != kHandshake || version >> 8 != kDtlsMajor || epoch != 0
        || record.u8() != kClientHello) {
        return std::nullopt;
    }
    record.uint(3); // length of the whole message
    record.u16(); // message_seq: 1 after a hello_verify_request
    const std::uint64_t fragmentOffset = record.uint(3);
    ByteReader fragment = record.vector(3);
    fragment.u16(); // legacy_version
    const Bytes random = fragment.bytes(kRandom);
    if (reader.failed() || record.failed() || fragment.failed() || fragmentOffset != 0) {
        return std::nullopt;
    }
    return random;
}

} // namespace workbench::wire
