#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// One argument as a POSIX shell takes it: in single quotes unless it needs none. Control and
/// format characters are written as numbers, so that a terminal into which it is pasted obeys none
/// of them; only ends of lines stand for themselves, which are harmless within quotes.
QString shellQuoted(const QString& argument);

/// All of them in one line.
QString shellLine(const QStringList& arguments);

} // namespace workbench
