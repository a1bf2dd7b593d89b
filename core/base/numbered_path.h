#pragma once

#include <QString>

namespace workbench {

/// The path of one file of several: "run.html" with 3 is "run-3.html". An empty path stays empty.
QString numberedPath(const QString& path, int number);

} // namespace workbench
