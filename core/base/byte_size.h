#pragma once

#include "core/base/result.h"

#include <QString>

namespace workbench {

/// Reads "1000" (bytes), "64k", "64 KB", "1.5 MB", "1 GB"; a step is 1024. Error (InvalidInput) for
/// anything else and for negative values.
Result<qint64> parseByteSize(const QString& text);

/// What parseByteSize() reads back: "1 MB", "1500".
QString byteSizeToText(qint64 bytes);

} // namespace workbench
