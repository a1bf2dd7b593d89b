#pragma once

#include "core/workbench/workspace_file.h"

namespace workbench {

/// What becomes of a workspace that was changed in two places at once: here (`ours`) and in the
/// file
/// (`theirs`), since both were `base`. What was changed here stays as it is here; all else is as in
/// the file, what came and went there too. `stores` are ours.
Workspace mergedWorkspace(const Workspace& base, const Workspace& ours, const Workspace& theirs);

/// Whether the same would be written.
bool isSameWorkspace(const Workspace& one, const Workspace& other);

} // namespace workbench
