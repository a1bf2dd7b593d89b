#pragma once

#include "core/base/error.h"

#include <QString>

namespace workbench {

/// "OpenSSL 0A0000C1", "system 13": the number of the library or system below, and whose it is;
/// empty: there is none.
QString nativeCodeText(const Error& error);

/// One line for a terminal: where, message, remedy, and what the library or system below said.
QString errorLine(const Error& error);

} // namespace workbench
