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

void wipeEverywhere(QString& secret)
{
    const bool ours = secret.capacity() > 0; // else it stands in the program itself
    if (ours) {
        OPENSSL_cleanse(const_cast<QChar*>(secret.constData()),
                        static_cast<std::size_t>(secret.size()) * sizeof(QChar));
    }
    secret.clear();
}

} // namespace workbench
