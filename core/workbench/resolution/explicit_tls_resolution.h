#pragma once

#include "core/connection/options/client_options.h"
#include "core/workbench/profiles.h"

namespace workbench {

/// Looks the protocol up and reads the script. Errors of the field "starttls": a word that is not
/// known, no TCP; a script that cannot be used.
Result<void> resolveExplicitTls(const ClientProfile& profile, ClientOptions& options);

} // namespace workbench
