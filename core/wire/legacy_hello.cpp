#include "core/wire/legacy_hello.h"

#include "core/wire/client_hello.h"
#include "core/wire/code_points.h"
#include "core/wire/registry.h"

namespace workbench::wire {
namespace {

constexpr std::uint16_t kSsl2 = 0x0002;
constexpr std::uint16_t kSsl3 = 0x0300;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kChallenge = 16;

/// Everything that SSL 3.0 had, and the AES suites that servers with it often prefer.
std::vector<std::uint32_t> suitesOfSsl3()
{
    std::vector<std::uint32_t> suites;

    const struct
    {
        std::uint32_t first;
        std::uint32_t last;
    } ranges[] = {{0x002f, 0x003a}, {0xc009, 0xc014}, {0x0001, 0x001b}, {0x0041, 0x0046}};

    for (const auto& range : ranges) {
        for (std::uint32_t suite = range.first; suite <= range.last; ++suite) {
            if (cipherSuiteInfo(static_cast<std::uint16_t>(suite)) != nullptr) {
                suites.push_back(suite);
            }
        }
    }
    return suites;
}

std::vector<std::uint8_t> helloOfSsl2(Bytes random)
{
    ClientHello hello;
    hello.form = ClientHello::Form::Sslv2;
    hello.version = kSsl2;
    hello.random.assign(random.begin(), random.begin() + kChallenge);
    hello.cipherSuites = {0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0};
    return writeClientHello(hello).value_or(std::vector<std::uint8_t>());
}

std::vector<std::uint8_t> helloOfSsl3(Bytes random)
{
    ClientHello hello;
    hello.version = kSsl3;
    hello.random.assign(random.begin(), random.end());
    hello.cipherSuites = suitesOfSsl3();
    const auto message = writeClientHello(hello);
    return message ? inRecords(*message, kSsl3) : std::vector<std::uint8_t>();
}

std::uint16_t numberAt(Bytes bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

bool isRecord(Bytes received, ContentType type)
{
    constexpr std::uint8_t kMajor = 3;
    return received.size() > 1 && received[0] == static_cast<std::uint8_t>(type)
        && received[1] == kMajor;
}

LegacyVerdict readAlert(Bytes received)
{
    if (received.size() < kRecordHeader + 2) {
        return {};
    }
    return {LegacyAnswer::Refused, "alert " + alertName(received[kRecordHeader + 1])};
}

LegacyVerdict readServerHello(Bytes received)
{
    constexpr std::size_t kVersion = kRecordHeader + 4;
    if (received.size() < kVersion + 2) {
        return {};
    }
    if (received[kRecordHeader] != static_cast<std::uint8_t>(HandshakeType::ServerHello)) {
        return {LegacyAnswer::Unclear, handshakeTypeName(received[kRecordHeader])};
    }
    const std::uint16_t version = numberAt(received, kVersion);
    return {version == kSsl3 ? LegacyAnswer::Accepted : LegacyAnswer::Refused,
            "server_hello of " + versionName(version)};
}

/// A message of SSL 2 behind its header of two bytes; servers pad nothing before there are keys.
LegacyVerdict readSsl2(Bytes received)
{
    constexpr std::uint8_t kServerHello = 4;
    constexpr std::uint8_t kError = 0;
    constexpr std::size_t kSpecsLength = 9;
    constexpr std::uint8_t kNoPadding = 0x80;
    if ((received[0] & kNoPadding) == 0) {
        return {LegacyAnswer::Unclear, {}};
    }
    if (received.size() < 3) {
        return {};
    }
    if (received[2] == kError) {
        return {LegacyAnswer::Refused, "error of SSL 2.0"};
    }
    if (received[2] != kServerHello) {
        return {LegacyAnswer::Unclear, {}};
    }
    if (received.size() < kSpecsLength + 2) {
        return {};
    }
    return numberAt(received, kSpecsLength) == 0
        ? LegacyVerdict {LegacyAnswer::Refused, "server_hello of SSL 2.0 without a cipher"}
        : LegacyVerdict {LegacyAnswer::Accepted, "server_hello of SSL 2.0"};
}

LegacyVerdict readBytes(LegacyVersion version, Bytes received)
{
    if (isRecord(received, ContentType::Alert)) {
        return readAlert(received);
    }
    if (version == LegacyVersion::Ssl2) {
        return readSsl2(received);
    }
    if (received.size() > 1 && !isRecord(received, ContentType::Handshake)) {
        return {LegacyAnswer::Unclear, {}};
    }
    return readServerHello(received);
}

} // namespace

std::vector<std::uint8_t> legacyHello(LegacyVersion version, Bytes random)
{
    return version == LegacyVersion::Ssl2 ? helloOfSsl2(random) : helloOfSsl3(random);
}

LegacyVerdict readLegacyAnswer(LegacyVersion version, Bytes received, bool ended)
{
    LegacyVerdict verdict = received.empty() ? LegacyVerdict() : readBytes(version, received);
    if (verdict.answer != LegacyAnswer::Incomplete || !ended) {
        return verdict;
    }
    return {received.empty() ? LegacyAnswer::Refused : LegacyAnswer::Unclear,
            received.empty() ? "closed without an answer" : "closed in the middle of an answer"};
}

} // namespace workbench::wire
