#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// What happens to a file that is there already.
enum class Existing
{
    Replace,
    Refuse ///< Error AlreadyExists, also when another program makes it at the same moment
};

/// Replaces the file at `path` with `content` so that a crash at any point leaves the old or the
/// new file whole: a temporary file in the same folder (mode 0600 from its first byte), flushed to
/// the disk, renamed over the old one. The result is readable and writable by its owner only. Error
/// (PermissionDenied, FileFault) names the path and the system's reason; nothing is left behind.
Result<void> writeFileAtomically(const QString& path,
                                 const QByteArray& content,
                                 Existing existing = Existing::Replace);

/// The whole file, at most `limit` bytes. Error (NotFound, PermissionDenied, FileFault;
/// InvalidInput when it is larger) names the path.
Result<QByteArray> readFile(const QString& path, qint64 limit);

} // namespace workbench
