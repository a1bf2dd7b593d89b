#pragma once

#include "core/workbench/profiles.h"

namespace workbench {

/// The OCSP responses of ServerProfile::staples, as many as there are certificates or none. Those
/// of the store ask `password` for the key of the CA. Errors: FileFault, InvalidInput (a file that
/// holds no response, more of them than certificates), NotFound (the CA is not in the store),
/// NoPrivateKey, those of the key; said of the field "staple".
Result<QList<QByteArray>> loadStaples(const QStringList& wanted,
                                      const QList<KeyMaterial>& certificates,
                                      const CertificateStore& store,
                                      const PasswordSource& password);

} // namespace workbench
