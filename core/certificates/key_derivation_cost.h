#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>

namespace workbench {

/// Whoever writes an encrypted key or container chooses how many rounds its password is put through
/// (RFC 8018, RFC 7292); a hostile one chooses so many that reading it would stand still for hours.
/// These refuse more than ten million rounds in all, or the same work of scrypt (RFC 7914), which
/// is beyond what any tool writes, before they are run.

/// An EncryptedPrivateKeyInfo (PKCS#8), DER or PEM; anything else passes. NotSupported: too many.
Result<void> checkDerivationCost(const QByteArray& encryptedKey, const QString& origin);

/// A PKCS#12 container: its MAC, its encrypted parts, its shrouded keys, also those inside
/// encrypted parts, which are opened for it with `password` (null: none at all, which is not the
/// same as an empty one). A wrong password or a damaged part is no error here. NotSupported: too
/// many.
Result<void>
checkDerivationCost(PKCS12* container, const QByteArray& password, const QString& origin);

} // namespace workbench
