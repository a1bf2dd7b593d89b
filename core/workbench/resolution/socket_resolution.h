#pragma once

#include "core/workbench/profiles.h"

namespace workbench {

/// Whether what a client asks of its socket fits what it speaks (rows 17 and 18), and the local end
/// can be one. Errors InvalidInput and NotSupported, said of the field: "keepalive", "nagle",
/// "broadcast", "mtu", "local-address", "local-port", "plain".
Result<void> checkSocket(const ClientProfile& profile, const ClientSecrets& secrets);

} // namespace workbench
