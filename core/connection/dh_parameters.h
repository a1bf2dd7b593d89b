#pragma once

#include "core/certificates/key_material.h"
#include "core/connection/options/server_handshake.h"

#include <QList>

#include <memory>

namespace workbench {

/// The parameters that a server with these certificates uses for finite-field Diffie-Hellman. Null:
/// the library goes by the certificate's key, which it does well where every key has 112 bits of
/// security or more; with a weaker one, or none, it would take a group of 1024 bits.
std::shared_ptr<EVP_PKEY> dhParameters(DhGroup group, const QList<KeyMaterial>& certificates);

} // namespace workbench
