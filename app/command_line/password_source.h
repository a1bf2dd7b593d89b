#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// Reads a password from "env:NAME", "file:PATH" (first line), "fd:N" (first line) or "prompt"
/// (asked on the terminal, not echoed). Error InvalidInput for other words; NotFound where the
/// source is empty. Passwords themselves are never taken from the command line.
Result<QByteArray> readPassword(const QString& source);

} // namespace workbench
