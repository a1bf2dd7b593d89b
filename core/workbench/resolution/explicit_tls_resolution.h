#pragma once

#include "core/connection/options/client_options.h"
#include "core/workbench/profiles.h"

namespace workbench {

/// Whether it fits the rest of the profile; a script is not read. Errors of the field "starttls": a
/// word that is not known, no TCP.
Result<void> checkExplicitTls(const ClientProfile& profile);

/// The same, and reads the script. Errors also: a script that cannot be used.
Result<void> resolveExplicitTls(const ClientProfile& profile, ClientOptions& options);

} // namespace workbench
