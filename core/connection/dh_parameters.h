#pragma once

#include "core/certificates/key_material.h"
#include "core/connection/options/server_handshake.h"

#include <QList>

#include <memory>

namespace workbench {

/// What a group is chosen for.
struct DhNeeds
{
    QList<KeyMaterial> certificates;
    bool withoutCertificate = false; ///< suites with a pre-shared key, or anonymous ones
    int securityLevel = 1;
};

/// The parameters that a server uses for finite-field Diffie-Hellman. Null: the library goes by the
/// security level, or by the certificate's key, which it does well where every key has 112 bits of
/// security or more; with a weaker one, or none, it would take a group of 1024 bits.
std::shared_ptr<EVP_PKEY> dhParameters(DhGroup group, const DhNeeds& needs);

/// A group that is too small for the security level, with which no DHE would be left.
Result<void> checkDhGroup(DhGroup group, int securityLevel);

} // namespace workbench
