#include "core/base/secret_bytes.h"

#include "core/base/wipe.h"

#include <openssl/crypto.h>

namespace workbench {
namespace {

void wipeAndDelete(const QByteArray* secret)
{
    // In place, also where somebody was handed a copy: data() would part from it, and wipe nothing.
    OPENSSL_cleanse(const_cast<char*>(secret->constData()),
                    static_cast<std::size_t>(secret->size()));
    delete secret;
}

} // namespace

SecretBytes::SecretBytes(QByteArray&& secret)
{
    if (!secret.isEmpty()) {
        m_bytes.reset(new QByteArray(secret.constData(), secret.size()), &wipeAndDelete);
        wipe(secret);
    }
}

const QByteArray& SecretBytes::bytes() const
{
    static const QByteArray kNone;
    return m_bytes ? *m_bytes : kNone;
}

} // namespace workbench
