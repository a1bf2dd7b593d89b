#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace workbench {

/// SHA-256 values, 32 bytes each: of a certificate (DER) or of its public key
/// (SubjectPublicKeyInfo).
using CertificatePins = QList<QByteArray>;

/// Reads a pin as people have it: 64 hexadecimal digits with any separators, or curl's
/// "sha256//BASE64" (of a public key). Errors: InvalidInput.
Result<QByteArray> parsePin(const QString& text);

/// One of the pins is the hash of the certificate or of its key. `certificate` must not be null.
bool isPinned(const X509* certificate, const CertificatePins& pins);

} // namespace workbench
