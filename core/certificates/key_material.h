#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace workbench {

/// A certificate with what belongs to it, in memory: what a server or client presents, what an
/// import found, what issuing made. Copies share the parsed objects, which nobody changes.
struct KeyMaterial
{
    std::shared_ptr<X509> certificate; ///< null where only a key or only a chain was found
    QList<std::shared_ptr<X509>> chain; ///< issuers, nearest first, without the certificate itself
    std::shared_ptr<EVP_PKEY> key; ///< null: none here
    QString name; ///< of the store's entry that it was loaded from; empty: of none
    bool keyOnToken = false; ///< it can sign, but nobody can take it apart or write it out

    bool hasKey() const { return key != nullptr; }
};

/// Whether the private key belongs to the certificate (public keys equal). False when either is
/// missing.
bool keyFits(const KeyMaterial& material);

/// In bytes: what OpenSSL's tools accept when they read a key back (PEM_BUFSIZE, less the end
/// mark).
inline constexpr qsizetype kLongestPassword = 1023;

/// One PEM text: certificate, chain, then (where there is one) the key as PKCS#8, encrypted when
/// `password` is not empty (RFC 8018 section 6.2: PBES2 with PBKDF2, HMAC-SHA-256 and
/// AES-256-CBC).
Result<QByteArray> toPem(const KeyMaterial& material, const QByteArray& password = {});

/// PEM of the certificate alone, or of the certificate and its chain; no key.
QByteArray certificatePem(const KeyMaterial& material, bool withChain);

enum class KeyEncoding
{
    Pem,
    Der
};

/// The private key alone as PKCS#8, encrypted as in toPem(). Errors: NoPrivateKey, InvalidInput (a
/// password that is too long), NotSupported (a key that a token keeps).
Result<QByteArray>
keyPkcs8(const KeyMaterial& material, KeyEncoding encoding, const QByteArray& password = {});
/// The same in PEM.
Result<QByteArray> keyPem(const KeyMaterial& material, const QByteArray& password = {});

/// Reads whatever is in `bytes`, by content: PEM (any number of certificates; PKCS#8, PKCS#1, SEC1
/// key), DER certificate, DER key, PKCS#12. The key meets its certificate by public key; that one
/// becomes `certificate`, its issuers in the file become `chain` in order. Errors: InvalidInput
/// (names what was found and where it broke), PasswordNeeded, WrongPassword, KeyMismatch (key fits
/// none of the certificates); `origin` (a file name) becomes `where`.
Result<KeyMaterial>
readKeyMaterial(const QByteArray& bytes, const QByteArray& password, const QString& origin);

} // namespace workbench
