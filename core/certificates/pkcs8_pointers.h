#pragma once

#include "core/base/openssl_ptr.h"

namespace workbench {

using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>>;
using EncryptedKeyPtr = std::unique_ptr<X509_SIG, Freed<X509_SIG_free>>; ///< PKCS#8, shrouded

} // namespace workbench
