#pragma once

#include <QStringList>

namespace workbench {

/// Whether `word` (the first argument) is a command, so that no window and no display is needed.
bool isCommand(const QString& word);

/// Runs the command in `arguments` (without the program's name). Needs a QCoreApplication and an
/// initialised TLS library. Returns an ExitStatus.
int runCommand(const QStringList& arguments);

/// The commands and how to get more, for `help`.
QString commandOverview();

} // namespace workbench
