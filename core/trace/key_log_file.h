#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// Appends lines in NSS key log format to a file that is 0600 from its first byte. Error names the
/// path. `lines` is wiped afterwards, whatever the outcome.
Result<void> appendKeyLog(const QString& path, QByteArray& lines);

} // namespace workbench
