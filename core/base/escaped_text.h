#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// The bytes of a text in which people write what they cannot type: \r, \n, \t, \\ and \xNN. UTF-8.
/// Error InvalidInput names what else stands behind a backslash, and where.
Result<QByteArray> escapedText(const QString& text);

} // namespace workbench
