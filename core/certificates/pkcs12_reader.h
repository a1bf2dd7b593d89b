#pragma once

#include "core/certificates/certificate_bundle.h"

namespace workbench {

/// Whether the bytes are a PKCS#12 container (RFC 7292), whatever its password.
bool isPkcs12(const QByteArray& bytes);

/// Adds what a PKCS#12 container holds to `bundle`: every certificate and every key; what the file
/// calls a certificate is its alias. Old encryptions (RC2, RC4, single DES) are undone with the
/// legacy provider where it is installed. Errors: PasswordNeeded, WrongPassword,
/// NotSupported, InvalidInput; `origin` becomes `where`.
Result<void> readPkcs12(const QByteArray& bytes,
                        const QByteArray& password,
                        const QString& origin,
                        CertificateBundle& bundle);

} // namespace workbench
