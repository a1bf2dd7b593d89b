#pragma once

#include "core/workbench/profiles.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// What the workspace remembers between runs.
struct Workspace
{
    QList<ServerProfile> servers;
    QList<ClientProfile> clients;
    QStringList stores; ///< files and folders opened beside the own store
};

/// Reads `path`. No file: an empty workspace. Error names the member or position that is wrong; the
/// file is left as it is.
Result<Workspace> readWorkspace(const QString& path);

/// Writes readable, versioned JSON atomically. No secrets are in profiles.
Result<void> writeWorkspace(const QString& path, const Workspace& workspace);

} // namespace workbench
