#pragma once

#include "core/base/result.h"
#include "core/connection/saved_session.h"

#include <QString>

namespace workbench {

/// Reads a TLS session from PEM, as `openssl s_client -sess_out` writes it, and the certificates
/// behind it. Empty when there is no such file. Errors: InvalidInput (it holds no session),
/// PermissionDenied, FileFault.
Result<SavedSession> readSessionFile(const QString& path);

/// Writes a session as PEM, and behind it the certificates that its server sent; OpenSSL's tools
/// read the first and pass over the rest. Readable by its owner only: it holds the keys to take it
/// up again.
Result<void> writeSessionFile(const QString& path, const SavedSession& session);

} // namespace workbench
