#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"
#include "core/certificates/key_material.h"

#include <QString>

namespace workbench {

/// The digest of that name, as OpenSSL calls it. Error (InvalidInput, where = "digest") for an
/// unknown one.
Result<const EVP_MD*> parseDigest(const QString& name);

/// Whether a signature with the key has a digest that belongs to it: Ed25519 and Ed448 (RFC 8032).
bool hasOwnDigest(const EVP_PKEY* key);

/// The digest that a signature with `key` uses: the one of that name (as OpenSSL calls it), null
/// where the key has its own. Error (InvalidInput, where = "digest") for an unknown one, and for
/// any but the usual one where there is nothing to choose.
Result<const EVP_MD*> signatureDigest(const EVP_PKEY* key, const QString& name);

/// The name of the digest that the certificate is signed with; the usual one where its signature
/// has its own.
QString digestOf(X509* certificate);

/// The Error (NotSupported) for a signature that the library would not make. Empties the thread's
/// error queue.
Error signingError(const QString& digest);

/// Whether `issuer` has a certificate and the private key to it. Errors: NoPrivateKey, KeyMismatch
/// (where = "issuer").
Result<void> checkSigner(const KeyMaterial& issuer);

} // namespace workbench
