#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// The file name ("NAME.pem", or with another suffix of five characters at most) for an entry:
/// characters that a file name cannot carry on Linux, Windows or macOS are percent-encoded. Where
/// `takenFiles` has a name that differs only in case, every ASCII letter is encoded, so that both
/// live side by side also on file systems that ignore case. Error (InvalidInput, where = "name")
/// for an empty or overlong name or one with control characters.
Result<QString> storeFileName(const QString& entryName,
                              const QStringList& takenFiles,
                              const QString& suffix = QStringLiteral(".pem"));

/// The file name for something of that name that none of `takenFiles` has, whatever the case:
/// "NAME.pem", "NAME
/// 2.pem", … Errors as of storeFileName().
Result<QString> freeFileName(const QString& wish, const QStringList& takenFiles);

/// The entry's name for a file name; what is not an escape stays as it is.
QString entryNameOf(const QString& fileName, const QString& suffix = QStringLiteral(".pem"));

} // namespace workbench
