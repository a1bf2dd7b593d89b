#pragma once

#include <QByteArray>
#include <QString>

namespace workbench {

/// The bytes of a text in which people write what they cannot type: \r, \n, \t, \\ and \xNN. What
/// else stands behind a backslash stands for itself. UTF-8.
QByteArray escapedText(const QString& text);

} // namespace workbench
