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
/// "openssh-key-v1"): RSA, ECDSA on the NIST curves, Ed25519. Errors: NotSupported (encrypted: its
/// key derivation, bcrypt, is in no TLS library; DSA; keys of hardware), InvalidInput with the
/// place where the data end too soon; `origin` becomes `where`.
Result<std::shared_ptr<EVP_PKEY>> readOpenSshKey(const QByteArray& content, const QString& origin);

} // namespace workbench
