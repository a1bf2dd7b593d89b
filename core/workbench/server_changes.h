#pragma once

#include "core/workbench/server_profile.h"

#include <QStringList>

namespace workbench {

/// What of a running server is other in its description by now and holds only after a restart, in
/// words, each once: "port", "certificates", …. Whom it lets in holds at once and is not among
/// them.
QStringList waitingChanges(const ServerProfile& running, const ServerProfile& wanted);

} // namespace workbench
