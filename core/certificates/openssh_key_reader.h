#pragma once

#include "core/base/openssl_ptr.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace workbench {

/// PEM label of the format that ssh-keygen writes.
inline constexpr char kOpenSshKeyLabel[] = "OPENSSH PRIVATE KEY";

/// Reads the content of an "OPENSSH PRIVATE KEY" block (PROTOCOL.key of OpenSSH, magic
/// "openssh-key-v1"): RSA, ECDSA on the NIST curves, Ed25519; in clear, or under a password with
/// AES or triple DES. Errors: PasswordNeeded, WrongPassword; NotSupported (other encryptions; DSA;
/// keys of hardware), InvalidInput with the place where the data end too soon; `origin` becomes
/// `where`.
Result<std::shared_ptr<EVP_PKEY>>
readOpenSshKey(const QByteArray& content, const QByteArray& password, const QString& origin);

} // namespace workbench
