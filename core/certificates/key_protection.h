#pragma once

#include "core/certificates/certificate_store.h"

namespace workbench {

/// Writes the private key of an entry anew under another passphrase; empty: in clear. It becomes an
/// EncryptedPrivateKeyInfo (RFC 5958; PBES2 of RFC 8018 as keyPkcs8() makes it), whatever it was
/// before; the certificates of the file stay as they stand there. One rename replaces the file.
/// Errors: NotFound, NoPrivateKey, PasswordNeeded, WrongPassword (the old one), InvalidInput (the
/// new one is too long; several keys in the file), PermissionDenied, FileFault; the old file stays
/// then.
Result<StoreEntry> protectKey(CertificateStore& store,
                              const QString& name,
                              const QByteArray& oldPassphrase,
                              const QByteArray& newPassphrase);

} // namespace workbench
