#pragma once

#include "core/connection/options/handshake_settings.h"

#include <openssl/ssl.h>

namespace workbench {

/// Sets them in a client's SSL object, before its hello is begun. `settings` must outlive it: the
/// library looks at them during the handshake. Compression (CRIME) is off in the library itself.
void applySettings(SSL* ssl, const HandshakeSettings& settings);

} // namespace workbench
