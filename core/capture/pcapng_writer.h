#pragma once

#include "core/wire/byte_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace workbench::capture {

using wire::Bytes;

/// One end of a connection that is to look as if it had been captured.
struct WrittenEnd
{
    std::vector<std::uint8_t> address; ///< 4 or 16 bytes, network order, as the other end's
    std::uint16_t port = 0;
};

struct WrittenPiece
{
    std::int64_t timeNs = 0; ///< since 1970, UTC
    bool fromClient = true;
    Bytes bytes; ///< for UDP one datagram
};

struct WrittenConnection
{
    WrittenEnd client;
    WrittenEnd server;
    bool datagrams = false; ///< UDP in place of TCP
    std::vector<WrittenPiece> pieces; ///< in order of time
    std::string_view keyLog; ///< lines in NSS key log format; empty: no secrets in the file
};

/// The connection as a file in pcapng (draft-ietf-opsawg-pcapng), with IP and TCP (or UDP) headers
/// made up around what was exchanged: sequence numbers, checksums and the opening of TCP are right,
/// options, acknowledgements of their own and the end are left out. Secrets stand in a Decryption
/// Secrets Block before the packets.
/// The text is made in one place, so that whoever wipes it leaves no copy of the secrets behind.
std::string pcapngOf(const WrittenConnection& connection);

/// No file that pcapngOf() makes of it is larger.
std::size_t mostPcapngBytes(const WrittenConnection& connection);

} // namespace workbench::capture
