#include "core/base/wipe.h"

#include <openssl/crypto.h>

namespace workbench {

void wipe(QByteArray& secret)
{
    if (!secret.isDetached()) {
        secret.clear();
        return;
    }
    OPENSSL_cleanse(secret.data(), static_cast<std::size_t>(secret.size()));
    secret.resize(0);
}

} // namespace workbench
