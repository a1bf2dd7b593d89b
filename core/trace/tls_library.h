#pragma once

#include "core/base/result.h"

#include <QString>

namespace workbench {

/// What Qt says of the TLS library that it loaded, next to the one that this program is linked
/// with.
struct TlsLibraryFacts
{
    bool backendLoaded = false; ///< Qt has its OpenSSL backend
    QString backends; ///< what Qt offers, for the message
    unsigned long qtVersion = 0; ///< OPENSSL_VERSION_NUMBER as Qt sees it; 0: it found no library
    QString qtText;
    unsigned long ownVersion = 0;
    QString ownText;
};

/// Error NotSupported says in words why handshakes cannot be traced with these libraries.
Result<void> checkTlsLibrary(const TlsLibraryFacts& facts);

/// Installs the hook, makes OpenSSL Qt's active backend and makes sure that Qt and this program
/// share one libssl, without which nothing can be traced. Call once, before any other TLS call.
/// Error NotSupported says in words which backend or versions were found instead.
Result<void> initializeTlsLibrary();

/// "OpenSSL 3.0.19 27 Jan 2026": the library that handshakes run in.
QString tlsLibraryText();

} // namespace workbench
