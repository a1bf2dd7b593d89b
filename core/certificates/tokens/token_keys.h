#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace workbench {

/// OpenSSL's way to the private keys of a token: its provider “pkcs11” (pkcs11-provider,
/// OpenSSL 3.2 and later), else the engine of that name (libp11). Not thread-safe.
class TokenKeys
{
public:
    virtual ~TokenKeys() = default;
    Q_DISABLE_COPY_MOVE(TokenKeys)

    /// The private key that an URI names, which stays on the token. Errors: NotFound, LibraryFault.
    virtual Result<std::shared_ptr<EVP_PKEY>> load(const QString& uri) const = 0;

protected:
    TokenKeys() = default;
};

/// To be called while somebody is logged in to the token: then the PIN is not looked at again, and
/// a wrong one cannot cost a try. Engines keep it in their own memory, and wipe it. Error
/// (NotSupported): neither is installed; the remedy names the package.
Result<std::unique_ptr<TokenKeys>> tokenKeys(const QString& module, const QByteArray& pin);

/// The two ways, for themselves; null where OpenSSL has it not.
std::unique_ptr<TokenKeys> tokenKeysByEngine(const QString& module, const QByteArray& pin);
std::unique_ptr<TokenKeys> tokenKeysByProvider(const QString& module);

} // namespace workbench
