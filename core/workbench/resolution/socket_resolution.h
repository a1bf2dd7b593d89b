#pragma once

#include "core/workbench/profiles.h"

namespace workbench {

/// Whether what a client asks of its socket fits what it speaks (rows 17 and 18), and the local end
/// can be one. Errors InvalidInput and NotSupported, said of the field: "keepalive", "nagle",
/// "broadcast", "mtu", "local-address", "local-port", "pcap-secrets".
Result<void> checkSocket(const ClientProfile& profile);

/// Whether the target, or the proxy on the way to it, is no address of the family that is left out.
/// Error InvalidInput of "ipv4" or "ipv6".
Result<void> checkFamily(const ClientProfile& profile);

} // namespace workbench
