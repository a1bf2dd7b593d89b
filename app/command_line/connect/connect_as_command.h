#pragma once

#include "app/command_line/connect/connect_request.h"

namespace workbench {

/// Prints the command of `--as-command`, as text or as `tls-workbench/command/1`. The exit status:
/// 0, and 1 where the tool cannot do any of it, so that there are only comments.
int printAsCommand(const ConnectRequest& request, const CertificateStore& store);

} // namespace workbench
