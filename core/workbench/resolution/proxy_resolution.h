#pragma once

#include "core/workbench/profiles.h"

namespace workbench {

/// Host and port as the network takes them. Errors InvalidInput and NotSupported, said of the
/// fields "proxy" and "proxy-user".
Result<ProxyChoice> resolveProxy(const ProxyChoice& proxy, Transport transport);

} // namespace workbench
