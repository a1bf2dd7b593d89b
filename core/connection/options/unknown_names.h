#pragma once

#include <cstdint>

namespace workbench {

/// What a server does when the client asks for a name (server_name, RFC 6066 §3) that none of its
/// certificates is for.
enum class UnknownNames : std::uint8_t
{
    Serve, ///< sends the default certificate without a word
    Warn, ///< the same after the warning unrecognized_name; TLS 1.3 has no warnings
    Refuse ///< ends the handshake with the fatal alert unrecognized_name (112)
};

} // namespace workbench
