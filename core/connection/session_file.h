#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace workbench {

/// Reads a TLS session from PEM, as `openssl s_client -sess_out` writes it; DER. Empty when there
/// is no such file. Errors: InvalidInput (it holds no session), PermissionDenied, FileFault.
Result<QByteArray> readSessionFile(const QString& path);

/// Writes a session (DER) as PEM, readable by its owner only: it holds the keys to take it up
/// again.
Result<void> writeSessionFile(const QString& path, const QByteArray& session);

} // namespace workbench
