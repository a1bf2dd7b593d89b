#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// One argument as a POSIX shell takes it: in single quotes unless it needs none.
QString shellQuoted(const QString& argument);

/// All of them in one line.
QString shellLine(const QStringList& arguments);

} // namespace workbench
