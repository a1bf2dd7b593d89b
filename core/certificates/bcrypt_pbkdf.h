#pragma once

#include <QByteArray>

namespace workbench {

/// The key derivation of OpenSSH's private keys (bcrypt_pbkdf of OpenBSD: PBKDF2 with a hash made
/// of Blowfish's slow key schedule, bcrypt), which no TLS library has. `length` up to 1024 bytes,
/// `rounds` at least 1, some milliseconds each. The password and the salt may not be empty.
QByteArray
bcryptPbkdf(const QByteArray& password, const QByteArray& salt, int rounds, qsizetype length);

} // namespace workbench
