#pragma once

#include "core/base/duration.h"

namespace workbench {

/// Limits of a client's phases; zero: no limit of its own.
struct TimeLimits
{
    Milliseconds whole {10'000}; ///< the attempt up to the end of the handshake
    Milliseconds resolve {0};
    Milliseconds tcp {0};
    Milliseconds proxy {0};
    Milliseconds starttls {0}; ///< what is said in clear before TLS
    Milliseconds tls {0};
    Milliseconds idle {0}; ///< while data can be exchanged, without a byte in either direction
    Milliseconds data {0}; ///< from the end of the handshake to the end of the connection
};

} // namespace workbench
