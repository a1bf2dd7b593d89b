#pragma once

#include "app/command_line/connect/connect_request.h"

namespace workbench {

/// Whether there is what the command has to name, which only this program looks for in its store.
/// Errors of checkCredentials().
Result<void> checkCommand(const ConnectRequest& request, const CertificateStore& store);

/// Prints the command of `--as-command`, as text or as `tls-workbench/command/1`. The exit status:
/// 0, and 1 where the tool cannot do any of it, so that there are only comments.
int printAsCommand(const ConnectRequest& request, const CertificateStore& store);

} // namespace workbench
