#pragma once

#include "core/base/result.h"

#include <QCommandLineParser>

namespace workbench {

/// What holds for the value of every option: it is not empty, and it is given once, unless the
/// command takes several. `command`: its word. Error InvalidInput names the option.
Result<void> checkValues(const QCommandLineParser& parser, const QString& command);

} // namespace workbench
