#pragma once

#include "core/connection/connection_tap.h"
#include "core/connection/options/client_options.h"
#include "core/connection/options/server_options.h"

#include <QSslConfiguration>

namespace workbench {

/// The part of the options that Qt can carry, as Qt's configuration; the rest is in the tap's plan.
Result<QSslConfiguration> clientConfiguration(const ClientOptions& options, int securityLevel);

/// Likewise for a server. Errors: NoPrivateKey, KeyMismatch.
Result<QSslConfiguration> serverConfiguration(const ServerOptions& options, int securityLevel);

/// Whether this end can prove that a certificate is its own. Errors: NoPrivateKey, KeyMismatch.
Result<void> checkCredentials(const KeyMaterial& material);

/// The level that holds: the asked one, else the library's default, else 0 where TLS 1.0 or 1.1 is
/// in the set (their SHA-1/MD5 signatures need it).
int effectiveSecurityLevel(TlsVersionSet versions, const TlsTuning& tuning);

/// The chosen list for TLS 1.2 and older, or the library's default one, with the level behind it:
/// in OpenSSL's syntax.
QByteArray cipherString(const TlsTuning& tuning, int securityLevel);

/// Protocol names in wire format (RFC 7301 §3.1). Error when one is empty or longer than 255 bytes.
Result<QByteArray> alpnToWire(const QStringList& protocols);

} // namespace workbench
