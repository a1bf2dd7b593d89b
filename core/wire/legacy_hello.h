#pragma once

#include "core/wire/byte_reader.h"

#include <cstdint>
#include <string>
#include <vector>

/// Asks a server about versions that TLS libraries have given up: a hello made by hand, and what
/// the first answer to it means. Nothing is agreed on, no key is made.
namespace workbench::wire {

enum class LegacyVersion : std::uint8_t
{
    Ssl2, ///< draft-hickman-netscape-ssl-00
    Ssl3 ///< RFC 6101
};

/// The bytes that go over TCP. `random` has 32 bytes.
std::vector<std::uint8_t> legacyHello(LegacyVersion version, Bytes random);

enum class LegacyAnswer : std::uint8_t
{
    Incomplete, ///< more has to come
    Accepted, ///< the server would speak it
    Refused,
    Unclear ///< what came is no answer to this question
};

struct LegacyVerdict
{
    LegacyAnswer answer = LegacyAnswer::Incomplete;
    std::string evidence; ///< "server_hello of SSL 3.0", "alert handshake_failure"; no sentence

    bool operator==(const LegacyVerdict&) const = default;
};

/// What came so far; `ended`: the server has closed, nothing more comes.
LegacyVerdict readLegacyAnswer(LegacyVersion version, Bytes received, bool ended);

} // namespace workbench::wire
