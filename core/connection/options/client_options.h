#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/key_material.h"
#include "core/connection/explicit_tls/clear_script.h"
#include "core/connection/name_lookup.h"
#include "core/connection/options/client_settings.h"
#include "core/connection/pre_shared_key.h"
#include "core/connection/saved_session.h"

namespace workbench {

/// Everything one client attempt needs, resolved to values: no store look-up happens later.
struct ClientOptions : ClientSettings
{
    TrustAnchors trust; ///< without a store: the system's
    CertificatePins pins; ///< those of the settings
    RevocationLists revocationLists; ///< from the files of the settings
    KeyMaterial credentials; ///< client certificate; none: withheld
    SavedSession session; ///< to take up again; empty: none
    PreSharedKey psk;
    SecretBytes proxyPassword; ///< for the user of the proxy
    ClearScript clearScript; ///< of an explicit TLS by hand; empty: a person talks
    NameResolver resolver; ///< who is asked for addresses; empty: the system
};

} // namespace workbench
