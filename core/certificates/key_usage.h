#pragma once

#include "core/base/openssl_ptr.h"

#include <QStringList>

#include <cstdint>

namespace workbench {

/// KU_… of the certificate as words of keyUsageWords(), in their order. All of them where it has no
/// such extension.
QStringList keyUsageOf(X509* certificate);

/// What a key of that kind (EVP_PKEY_RSA, …) cannot do, as KU_… of OpenSSL: RFC 3279 §2.3, RFC 5480
/// §3, RFC 8410 §5.
std::uint32_t impossibleUsages(int keyType);

/// The words of such bits.
QStringList keyUsageWordsOf(std::uint32_t bits);

} // namespace workbench
