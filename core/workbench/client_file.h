#pragma once

#include "core/base/result.h"
#include "core/workbench/client_profile.h"

namespace workbench {

/// Writes one client as readable, versioned JSON (`tls-workbench/client/1`), as the workspace keeps
/// it: no secrets are in it. As of writeFileAtomically().
Result<void> exportClient(const QString& path, const ClientProfile& profile);

/// Reads what exportClient() writes. Errors name the file: InvalidInput (damaged, or another kind
/// of file), NotSupported (a newer version of this program wrote it), those of readFile().
Result<ClientProfile> importClient(const QString& path);

} // namespace workbench
