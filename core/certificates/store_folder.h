#pragma once

#include "core/base/result.h"

#include <QString>

#include <filesystem>
#include <system_error>

namespace workbench {

/// The path as the system's own functions take it.
std::filesystem::path nativePath(const QString& path);

/// A fault of the store's folder. `message` has two places: the folder and the system's reason.
/// Code: PermissionDenied or FileFault; `where` = the folder.
Error folderError(const QString& folder, const QString& message, const std::error_code& code);

/// A fault of writing one file, told with the folder: that is where a person can do something.
Error storeWriteError(const QString& folder, Error error);

/// Makes the folder (mode 0700) and what is missing above it. Error as of folderError().
Result<void> ensureStoreFolder(const QString& folder);

} // namespace workbench
