#pragma once

#include "core/base/result.h"
#include "core/workbench/server_profile.h"

namespace workbench {

/// Whether what a server speaks below, before and instead of TLS fits together. Errors of the
/// fields "starttls", "plain", "answer-delay", "keepalive" and "nagle".
Result<void> checkServerTalk(const ServerProfile& profile);

} // namespace workbench
