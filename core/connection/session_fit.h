#pragma once

#include "core/connection/options/client_options.h"

namespace workbench {

/// Whether `options.session` can be offered with the rest of the options: OpenSSL would pass over
/// it without a word and begin anew. Error InvalidInput says why it does not fit (damaged, of a
/// version or suite that is not allowed, out of date, without a certificate to check); `where` is
/// the file, empty for a session that never was in one.
Result<void> checkSession(const ClientOptions& options);

/// Whether the options allow the version that `options.session` was agreed under.
bool allowsSessionVersion(const ClientOptions& options);

/// Reads the session in the file of `options.sessionPath`, if there is one, and checks it. Errors
/// as of readSessionFile() and checkSession().
Result<void> loadSession(ClientOptions& options);

} // namespace workbench
