#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// Appends lines in NSS key log format to a file that is 0600 from its first byte; one that was
/// there with more rights loses them before anything is written, and one whose last line has no end
/// gets it. Errors name the path: FileFault,
/// and PermissionDenied where others can read the file and that cannot be changed. `lines` is wiped
/// afterwards, whatever the outcome.
Result<void> appendKeyLog(const QString& path, QByteArray& lines);

} // namespace workbench
