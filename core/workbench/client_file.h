#pragma once

#include "core/base/result.h"
#include "core/workbench/client_profile.h"

#include <QStringList>

namespace workbench {

/// The files that connections of the client write: what comes in, capture, key log, session. Each
/// with its word for people and its path: "capture (run.pcapng)".
QStringList writtenFiles(const ClientProfile& profile);

/// Writes one client as readable, versioned JSON (`tls-workbench/client/1`), as the workspace keeps
/// it: no secrets are in it, and none of the writtenFiles(), which tell about this computer and
/// are nobody else's business. As of writeFileAtomically().
Result<void> exportClient(const QString& path, const ClientProfile& profile);

struct ImportedClient
{
    ClientProfile profile; ///< without writtenFiles()
    QStringList leftOut; ///< those that stood in the file
};

/// Reads what exportClient() writes. Whoever made the file must not choose where on this computer
/// something is written: a peer of theirs would say what. Errors name the file: InvalidInput
/// (damaged, or another kind of file), NotSupported (a newer version of this program wrote it),
/// those of readFile().
Result<ImportedClient> importClient(const QString& path);

} // namespace workbench
