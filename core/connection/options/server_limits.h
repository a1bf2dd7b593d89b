#pragma once

#include "core/base/duration.h"

namespace workbench {

/// Limits of a server's connections; zero: no limit. Over UDP, where nothing else would ever end a
/// connection, there is always one of the handshake and of silence.
struct ServerLimits
{
    static constexpr Milliseconds kUsualIdle {300'000};
    static constexpr Milliseconds kUsualStarttls {30'000};

    Milliseconds firstByte {0}; ///< from the acceptance of TCP to the client's first byte; not over
                                ///< UDP, where a connection begins with it
    Milliseconds starttls = kUsualStarttls; ///< of what is said in clear before TLS
    Milliseconds handshake {10'000}; ///< from the acceptance, or from where TLS begins in an open
                                     ///< connection, to the end of the handshake
    Milliseconds idle = kUsualIdle; ///< afterwards, without a byte in either direction
    Milliseconds data {0}; ///< from the end of the handshake to the end of the connection

    bool operator==(const ServerLimits&) const = default;
};

} // namespace workbench
