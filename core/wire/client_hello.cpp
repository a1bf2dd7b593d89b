#include "core/wire/client_hello.h"

#include "core/wire/byte_writer.h"
#include "core/wire/code_points.h"
#include "core/wire/handshake_header.h"
#include "core/wire/hello_random.h"

#include <algorithm>

namespace workbench::wire {
namespace {

constexpr std::uint8_t kHelloType = static_cast<std::uint8_t>(HandshakeType::ClientHello);
constexpr std::size_t kShortestChallenge = 16;

std::vector<std::uint8_t> copy(Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

std::optional<std::vector<RawExtension>> readExtensions(ByteReader& body)
{
    std::vector<RawExtension> extensions;
    const bool whole
        = forEachExtension(body, [&extensions](std::uint16_t type, ByteReader content) {
              extensions.push_back({type, copy(content.rest())});
          });
    return whole ? std::optional(std::move(extensions)) : std::nullopt;
}

/// Two or three bytes each; false when they do not come out even.
bool readSuites(ClientHello& hello, ByteReader list, std::size_t width)
{
    while (list.more()) {
        hello.cipherSuites.push_back(static_cast<std::uint32_t>(list.uint(width)));
    }
    return !list.failed();
}

std::optional<ClientHello> readSslv2(Bytes record)
{
    ByteReader reader(record);
    const std::uint16_t length = reader.u16();
    if ((length & 0x8000) == 0 || (length & 0x7fffU) != reader.left()
        || reader.u8() != kHelloType) {
        return std::nullopt;
    }
    ClientHello hello;
    hello.form = ClientHello::Form::Sslv2;
    hello.compressionMethods.clear();
    hello.version = reader.u16();
    const std::uint16_t suites = reader.u16();
    const std::uint16_t session = reader.u16();
    const std::uint16_t challenge = reader.u16();
    if (!readSuites(hello, ByteReader(reader.bytes(suites)), 3)) {
        return std::nullopt;
    }
    hello.sessionId = copy(reader.bytes(session));
    hello.random = copy(reader.bytes(challenge));
    return reader.failed() || reader.left() != 0 ? std::nullopt : std::optional(std::move(hello));
}

/// The header must be the one that writing makes: one fragment, no bytes after it.
std::optional<ByteReader> wholeBody(Bytes message, ClientHello& hello)
{
    const bool dtls = hello.form == ClientHello::Form::Dtls;
    ByteReader header(message);
    const std::uint8_t type = header.u8();
    const std::uint64_t length = header.uint(3);
    std::uint64_t offset = 0;
    std::uint64_t fragment = length;
    if (dtls) {
        hello.messageSequence = header.u16();
        offset = header.uint(3);
        fragment = header.uint(3);
    }
    const bool whole = !header.failed() && type == kHelloType && length == header.left()
        && offset == 0 && fragment == length;
    return whole ? std::optional(ByteReader(header.rest())) : std::nullopt;
}

void writeSslv2(ByteWriter& writer, const ClientHello& hello)
{
    constexpr std::size_t kFixed = 9;
    const std::size_t length
        = kFixed + hello.cipherSuites.size() * 3 + hello.sessionId.size() + hello.random.size();
    // The top bit says that the header has two bytes, so 15 bits are left for the length.
    writer.uint(length <= 0x7fff ? length | 0x8000 : 0x10000, 2);
    writer.uint(kHelloType, 1);
    writer.uint(hello.version, 2);
    writer.uint(hello.cipherSuites.size() * 3, 2);
    writer.uint(hello.sessionId.size(), 2);
    writer.uint(hello.random.size(), 2);
    for (const std::uint32_t kind : hello.cipherSuites) {
        writer.uint(kind, 3);
    }
    writer.bytes(hello.sessionId);
    writer.bytes(hello.random);
}

void writeBody(ByteWriter& writer, const ClientHello& hello)
{
    writer.uint(hello.version, 2);
    writer.bytes(hello.random);
    writer.opaque(1, hello.sessionId);
    if (hello.form == ClientHello::Form::Dtls) {
        writer.opaque(1, hello.cookie);
    }
    writer.vector(2, [&hello](ByteWriter& list) {
        for (const std::uint32_t suite : hello.cipherSuites) {
            list.uint(suite, 2);
        }
    });
    writer.opaque(1, hello.compressionMethods);
    if (!hello.extensions) {
        return;
    }
    writer.vector(2, [&hello](ByteWriter& list) {
        for (const RawExtension& extension : *hello.extensions) {
            list.uint(extension.type, 2);
            list.opaque(2, extension.body);
        }
    });
}

void writeHandshake(ByteWriter& writer, const ClientHello& hello)
{
    ByteWriter body;
    writeBody(body, hello);
    const std::size_t length = body.fits() ? body.result().size() : std::size_t(1) << 24U;
    writer.uint(kHelloType, 1);
    writer.uint(length, 3);
    if (hello.form == ClientHello::Form::Dtls) {
        writer.uint(hello.messageSequence, 2);
        writer.uint(0, 3);
        writer.uint(length, 3);
    }
    writer.bytes(body.result());
}

} // namespace

std::optional<ClientHello> readClientHello(Bytes message, ClientHello::Form form)
{
    if (form == ClientHello::Form::Sslv2) {
        return readSslv2(message);
    }
    ClientHello hello;
    hello.form = form;
    std::optional<ByteReader> body = wholeBody(message, hello);
    if (!body) {
        return std::nullopt;
    }
    hello.version = body->u16();
    hello.random = copy(body->bytes(kHelloRandomSize));
    hello.sessionId = copy(body->vector(1).rest());
    if (form == ClientHello::Form::Dtls) {
        hello.cookie = copy(body->vector(1).rest());
    }
    const bool even = readSuites(hello, body->vector(2), 2);
    hello.compressionMethods = copy(body->vector(1).rest());
    if (body->more()) {
        hello.extensions = readExtensions(*body);
        if (!hello.extensions) {
            return std::nullopt;
        }
    }
    const bool whole = even && !body->failed() && body->left() == 0;
    return whole ? std::optional(std::move(hello)) : std::nullopt;
}

std::optional<std::vector<std::uint8_t>> writeClientHello(const ClientHello& hello)
{
    const bool sslv2 = hello.form == ClientHello::Form::Sslv2;
    const std::size_t shortest = sslv2 ? kShortestChallenge : kHelloRandomSize;
    if (hello.random.size() < shortest || hello.random.size() > kHelloRandomSize) {
        return std::nullopt;
    }
    ByteWriter writer;
    if (sslv2) {
        writeSslv2(writer, hello);
    } else {
        writeHandshake(writer, hello);
    }
    return writer.fits() ? std::optional(writer.result()) : std::nullopt;
}

std::vector<std::uint8_t> inRecords(Bytes handshakeMessage, std::uint16_t recordVersion)
{
    constexpr std::size_t kLargest = 1U << 14U;
    ByteWriter writer;
    while (!handshakeMessage.empty()) {
        const Bytes fragment = handshakeMessage.first(std::min(kLargest, handshakeMessage.size()));
        writer.uint(static_cast<std::uint8_t>(ContentType::Handshake), 1);
        writer.uint(recordVersion, 2);
        writer.opaque(2, fragment);
        handshakeMessage = handshakeMessage.subspan(fragment.size());
    }
    return writer.result();
}

} // namespace workbench::wire
