#pragma once

#include "app/command_line/connect/connect_request.h"
#include "core/connection/options/client_options.h"

namespace workbench {

/// Asks the server about the version of `--probe` and prints what it says. The exit status: 0 when
/// it refuses, 1 when it would speak it or cannot be asked.
int runProbe(const ConnectRequest& request, const ClientOptions& options);

} // namespace workbench
