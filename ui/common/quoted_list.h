#pragma once

#include <QStringList>

namespace workbench {

/// Names or paths in one line: commas separate them, and what has a comma, a quote or a space at
/// its edge stands in double quotes, with quotes doubled. A part may be empty.
QString joinQuoted(const QStringList& parts);

/// Its reverse, which also takes what a person writes: a quote counts at the beginning of a part
/// only, and spaces around parts do not. Never empty: a text without a comma is one part.
QStringList splitQuoted(const QString& text);

} // namespace workbench
