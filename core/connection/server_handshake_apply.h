#pragma once

#include "core/connection/connection_tap.h"

#include <openssl/ssl.h>

namespace workbench {

/// Sets in a server's SSL object what the plan says, at its first message: before anything of the
/// client_hello is acted on. `plan` must outlive the object.
void applyServerPlan(SSL* ssl, const TapPlan& plan);

} // namespace workbench
