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
};

} // namespace workbench
