#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>

#include <memory>

namespace workbench {

/// A library context of its own with the default and the legacy provider, for old encryptions (RC2,
/// single DES), so that they stay switched off in the rest of the process. Null when the legacy
/// provider is not installed. Objects made in it must be copied into the default context before it
/// goes.
class LegacyLibrary
{
public:
    LegacyLibrary();
    ~LegacyLibrary();
    Q_DISABLE_COPY_MOVE(LegacyLibrary)

    OSSL_LIB_CTX* context() const { return m_context; }

private:
    OSSL_LIB_CTX* m_context = nullptr;
    OSSL_PROVIDER* m_default = nullptr;
    OSSL_PROVIDER* m_legacy = nullptr;
};

/// Whether the oldest errors in the thread's queue say that an algorithm is not available (which
/// the legacy provider may cure), e.g. 0308010C for RC2-40-CBC.
bool lacksAlgorithm();

/// The Error (NotSupported) for material whose encryption neither the default nor the legacy
/// provider can undo. Empties the thread's error queue.
Error oldEncryptionError(const QString& origin);

/// Reads one private key: PEM (PKCS#8, PKCS#1, SEC1, plain or encrypted) or DER. Errors:
/// PasswordNeeded, WrongPassword, NotSupported, InvalidInput; `origin` becomes `where`.
Result<std::shared_ptr<EVP_PKEY>>
readPrivateKey(const QByteArray& bytes, const QByteArray& password, const QString& origin);

} // namespace workbench
