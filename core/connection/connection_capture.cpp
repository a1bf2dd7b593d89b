#include "core/connection/connection_capture.h"

#include "core/base/atomic_file.h"
#include "core/base/bytes.h"
#include "core/capture/pcapng_writer.h"

#include <openssl/crypto.h>

namespace workbench {
namespace {

std::vector<std::uint8_t> addressBytes(const QHostAddress& address, bool ipv6)
{
    if (ipv6) {
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        return {std::begin(bytes.c), std::end(bytes.c)};
    }
    const quint32 number = address.toIPv4Address();
    constexpr int kByte = 8;
    std::vector<std::uint8_t> bytes;
    for (int place = 3; place >= 0; --place) {
        bytes.push_back(static_cast<std::uint8_t>(number >> (place * kByte)));
    }
    return bytes;
}

} // namespace

Result<void>
writeCapture(const QString& path, const ConnectionRecord& record, const TransportBytes& bytes)
{
    const bool ipv6 = record.peerAddress.protocol() == QAbstractSocket::IPv6Protocol;
    capture::WrittenConnection connection;
    connection.client = {addressBytes(record.localAddress, ipv6), record.localPort};
    connection.server = {addressBytes(record.peerAddress, ipv6), record.peerPort};
    connection.datagrams = record.transport == Transport::Udp;
    connection.keyLog = {bytes.keyLog.constData(), static_cast<std::size_t>(bytes.keyLog.size())};
    constexpr qint64 kNsPerMs = 1'000'000;
    constexpr qint64 kNsPerUs = 1'000;
    const qint64 startNs = record.started.toMSecsSinceEpoch() * kNsPerMs;
    for (const DataChunk& chunk : bytes.chunks) {
        connection.pieces.push_back({.timeNs = startNs + chunk.timeUs * kNsPerUs,
                                     .fromClient = chunk.direction == Direction::Sent,
                                     .bytes = asSpan(chunk.bytes)});
    }
    std::string file = capture::pcapngOf(connection);
    Result<void> written = writeFileAtomically(
        path, QByteArray::fromRawData(file.data(), static_cast<qsizetype>(file.size())));
    if (!bytes.keyLog.isEmpty()) {
        OPENSSL_cleanse(file.data(), file.size());
    }
    return written;
}

} // namespace workbench
