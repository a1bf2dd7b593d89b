#pragma once

#include "core/base/duration.h"

namespace workbench {

/// Limits of a server's connections; zero: no limit.
struct ServerLimits
{
    Milliseconds handshake {10'000};
};

} // namespace workbench
