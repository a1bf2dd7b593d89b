#pragma once

#include "core/base/result.h"
#include "core/connection/options/tls_tuning.h"
#include "core/connection/options/transport.h"
#include "core/connection/tls_version_set.h"

#include <QString>

namespace workbench {

/// The same error, said of the field that it came through.
Error inField(Error error, const char* field);

/// The same where `where` is the file: the message names it then.
Error ofFile(Error error, const char* field);

/// What clients and servers have in common. Errors of resolveClient().
Result<void> checkCommon(const QString& name,
                         Transport transport,
                         TlsVersionSet versions,
                         const TlsTuning& tuning);

/// Whether secrets can be written down there; empty: they need not be. The error names the file.
Result<void> checkKeyLog(const QString& path);

/// Whether a file can be put there, in place of what is there; empty: it need not be. The error
/// names the file.
Result<void> checkTarget(const QString& path);

} // namespace workbench
