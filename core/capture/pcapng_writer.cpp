#include "core/capture/pcapng_writer.h"

#include <algorithm>
#include <array>

namespace workbench::capture {
namespace {

constexpr std::size_t kMostPayload = 1440; ///< so that a packet fits into 1500 bytes
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kPush = 0x08;
constexpr std::uint8_t kAck = 0x10;

/// In the byte order that `littleEndian` says.
void append(std::string& out, std::uint64_t value, std::size_t width, bool littleEndian)
{
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t place = littleEndian ? i : width - 1 - i;
        out += static_cast<char>(value >> (8 * place));
    }
}

void network(std::string& out, std::uint64_t value, std::size_t width)
{
    append(out, value, width, false);
}

void file(std::string& out, std::uint64_t value, std::size_t width)
{
    append(out, value, width, true);
}

void append(std::string& out, Bytes bytes)
{
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void pad(std::string& out)
{
    constexpr std::size_t kWord = 4;
    out.append((kWord - out.size() % kWord) % kWord, '\0');
}

/// A block: type, length, body, length again.
void block(std::string& out, std::uint32_t type, std::string body)
{
    constexpr std::size_t kFrame = 12;
    pad(body);
    const std::size_t length = body.size() + kFrame;
    file(out, type, 4);
    file(out, length, 4);
    out += body;
    file(out, length, 4);
}

void option(std::string& out, std::uint16_t code, std::string_view value)
{
    file(out, code, 2);
    file(out, value.size(), 2);
    out += value;
    pad(out);
}

void sectionHeader(std::string& out)
{
    constexpr std::uint32_t kByteOrder = 0x1A2B3C4D;
    constexpr std::uint16_t kApplication = 4;
    std::string body;
    file(body, kByteOrder, 4);
    file(body, 1, 2);
    file(body, 0, 2);
    file(body, ~std::uint64_t {0}, 8); // the length of the section is not said
    option(body, kApplication, "TLS Workbench");
    option(body, 0, {});
    block(out, 0x0A0D0D0A, body);
}

void interfaceDescription(std::string& out)
{
    constexpr std::uint16_t kRawIp = 101;
    constexpr std::uint16_t kDescription = 3;
    constexpr std::uint16_t kResolution = 9;
    std::string body;
    file(body, kRawIp, 2);
    file(body, 0, 2);
    file(body, 0, 4); // no limit to a packet's length
    option(body, kDescription, "records of one connection, headers made up");
    option(body, kResolution, std::string_view("\x09", 1)); // nanoseconds
    option(body, 0, {});
    block(out, 1, body);
}

/// Written where it stays: a body of its own would be a copy that nobody wipes.
void decryptionSecrets(std::string& out, std::string_view keyLog)
{
    constexpr std::uint32_t kTlsKeyLog = 0x544c534b;
    constexpr std::size_t kWord = 4;
    constexpr std::size_t kFrame = 20;
    const std::size_t length = (keyLog.size() + kWord - 1) / kWord * kWord + kFrame;
    file(out, 0x0A, 4);
    file(out, length, 4);
    file(out, kTlsKeyLog, 4);
    file(out, keyLog.size(), 4);
    out += keyLog;
    pad(out); // every block before it ends at a word
    file(out, length, 4);
}

void packet(std::string& out, std::int64_t timeNs, std::string_view bytes)
{
    constexpr int kHalf = 32;
    const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(timeNs, 0));
    std::string body;
    file(body, 0, 4);
    file(body, time >> kHalf, 4);
    file(body, time & 0xFFFFFFFFU, 4);
    file(body, bytes.size(), 4);
    file(body, bytes.size(), 4);
    body += bytes;
    block(out, 6, body);
}

/// The Internet checksum (RFC 1071) of pieces that each begin at an even place.
std::uint16_t checksum(std::initializer_list<std::string_view> pieces)
{
    std::uint32_t sum = 0;
    for (const std::string_view piece : pieces) {
        for (std::size_t i = 0; i < piece.size(); ++i) {
            const auto byte = static_cast<std::uint8_t>(piece[i]);
            sum += i % 2 == 0 ? static_cast<std::uint32_t>(byte) << 8U : byte;
        }
    }
    while (sum > 0xFFFF) {
        sum = (sum & 0xFFFF) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum);
}

void setChecksum(std::string& bytes, std::size_t place, std::uint16_t sum)
{
    bytes[place] = static_cast<char>(sum >> 8U);
    bytes[place + 1] = static_cast<char>(sum);
}

/// RFC 791 §3.1, RFC 8200 §3; the checksum of what is inside covers the addresses as well.
std::string ipPacket(const WrittenEnd& from,
                     const WrittenEnd& to,
                     std::uint8_t protocol,
                     std::string inside,
                     std::size_t checksumPlace)
{
    constexpr std::size_t kIpv4Header = 20;
    constexpr std::uint8_t kHops = 64;
    std::string pseudo;
    append(pseudo, from.address);
    append(pseudo, to.address);
    network(pseudo, protocol, 4);
    network(pseudo, inside.size(), 4);
    const std::uint16_t sum = checksum({pseudo, inside});
    constexpr std::uint16_t kZero = 0xFFFF; // RFC 768: 0 would say that there is none
    setChecksum(inside, checksumPlace, sum == 0 && protocol == kUdp ? kZero : sum);
    std::string header;
    if (from.address.size() == 4) {
        network(header, 0x4500, 2);
        network(header, kIpv4Header + inside.size(), 2);
        network(header, 0x4000, 4); // identification 0, don't fragment
        network(header, kHops, 1);
        network(header, protocol, 1);
        network(header, 0, 2);
        append(header, from.address);
        append(header, to.address);
        setChecksum(header, 10, checksum({header}));
    } else {
        network(header, 0x60000000, 4);
        network(header, inside.size(), 2);
        network(header, protocol, 1);
        network(header, kHops, 1);
        append(header, from.address);
        append(header, to.address);
    }
    return header + inside;
}

/// Puts headers around pieces and counts the sequence numbers of both directions.
class PacketMaker
{
public:
    PacketMaker(std::string& out, const WrittenConnection& connection)
        : m_out(out)
        , m_connection(connection)
    { }

    void openTcp(std::int64_t timeNs)
    {
        segment(timeNs, true, kSyn, {});
        ++m_next[0];
        segment(timeNs, false, kSyn | kAck, {});
        ++m_next[1];
        segment(timeNs, true, kAck, {});
    }

    void add(const WrittenPiece& piece)
    {
        if (m_connection.datagrams) {
            datagram(piece);
            return;
        }
        for (std::size_t place = 0; place < piece.bytes.size(); place += kMostPayload) {
            const std::size_t length = std::min(kMostPayload, piece.bytes.size() - place);
            segment(
                piece.timeNs, piece.fromClient, kPush | kAck, piece.bytes.subspan(place, length));
            m_next.at(piece.fromClient ? 0 : 1) += static_cast<std::uint32_t>(length);
        }
    }

private:
    const WrittenEnd& from(bool client) const
    {
        return client ? m_connection.client : m_connection.server;
    }

    /// RFC 9293 §3.1.
    void segment(std::int64_t timeNs, bool fromClient, std::uint8_t flags, Bytes payload)
    {
        constexpr std::size_t kChecksumPlace = 16;
        const bool acknowledges = (flags & kAck) != 0;
        std::string tcp;
        network(tcp, from(fromClient).port, 2);
        network(tcp, from(!fromClient).port, 2);
        network(tcp, m_next.at(fromClient ? 0 : 1), 4);
        network(tcp, acknowledges ? m_next.at(fromClient ? 1 : 0) : 0, 4);
        network(tcp, 0x50, 1); // five words of header
        network(tcp, flags, 1);
        network(tcp, 0xFFFF, 2);
        network(tcp, 0, 4);
        append(tcp, payload);
        packet(m_out,
               timeNs,
               ipPacket(from(fromClient), from(!fromClient), kTcp, tcp, kChecksumPlace));
    }

    /// RFC 768.
    void datagram(const WrittenPiece& piece)
    {
        constexpr std::size_t kHeader = 8;
        constexpr std::size_t kChecksumPlace = 6;
        std::string udp;
        network(udp, from(piece.fromClient).port, 2);
        network(udp, from(!piece.fromClient).port, 2);
        network(udp, kHeader + piece.bytes.size(), 2);
        network(udp, 0, 2);
        append(udp, piece.bytes);
        packet(
            m_out,
            piece.timeNs,
            ipPacket(from(piece.fromClient), from(!piece.fromClient), kUdp, udp, kChecksumPlace));
    }

    std::string& m_out;
    const WrittenConnection& m_connection;
    std::array<std::uint32_t, 2> m_next {}; ///< sequence number of client and server
};

} // namespace

std::size_t mostPcapngBytes(const WrittenConnection& connection)
{
    constexpr std::size_t kHead = 256; // section, interface, frame of the secrets
    constexpr std::size_t kPerPacket = 128; // block, IP and TCP headers, padding
    constexpr std::size_t kOpening = 3;
    std::size_t bytes = kHead + connection.keyLog.size() + kOpening * kPerPacket;
    for (const WrittenPiece& piece : connection.pieces) {
        bytes += piece.bytes.size() + (piece.bytes.size() / kMostPayload + 1) * kPerPacket;
    }
    return bytes;
}

std::string pcapngOf(const WrittenConnection& connection)
{
    std::string out;
    out.reserve(mostPcapngBytes(connection));
    sectionHeader(out);
    interfaceDescription(out);
    if (!connection.keyLog.empty()) {
        decryptionSecrets(out, connection.keyLog);
    }
    PacketMaker packets(out, connection);
    if (!connection.datagrams && !connection.pieces.empty()) {
        packets.openTcp(connection.pieces.front().timeNs);
    }
    for (const WrittenPiece& piece : connection.pieces) {
        packets.add(piece);
    }
    return out;
}

} // namespace workbench::capture
