#pragma once

#include "core/workbench/profiles.h"

namespace workbench {

/// Certificate, chain and key of a store entry, of a PKCS#11 URI or of a file (isFilePlace()).
/// Errors: NotFound, NoPrivateKey, PasswordNeeded and those of the file or token, said of the field
/// "certificate".
Result<KeyMaterial> loadCredentials(const QString& id,
                                    CertificateLookup lookup,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const TokenLoader& tokens);

/// Whether there is something to load them from, without reading a key: an entry that has one, or a
/// file. What a token holds shows when it is asked. Errors as above.
Result<void>
checkCredentials(const QString& id, CertificateLookup lookup, const CertificateStore& store);

} // namespace workbench
