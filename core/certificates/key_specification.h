#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QString>

#include <memory>

namespace workbench {

/// Makes a private key for "ec:P-256", "rsa:2048", "ed25519" … as supportedKeySpecifications()
/// lists them, for other RSA sizes of 2048 to 8192 bits, and for the knowingly bad "rsa:1024" and
/// "rsa:512". Takes up to seconds for large
/// RSA keys. Errors: InvalidInput (where = "key") for another text, NotSupported when the library
/// cannot make it.
Result<std::shared_ptr<EVP_PKEY>> generateKey(const QString& specification);

/// The options with which `openssl genpkey` makes such a key, made of what was understood and not
/// of the text itself. Error InvalidInput as above.
Result<QString> genpkeyOptions(const QString& specification);

} // namespace workbench
