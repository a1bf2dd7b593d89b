#pragma once

#include <QByteArray>

#include <openssl/bio.h>
#include <openssl/crypto.h>

namespace workbench {

/// A copy of what was written into a memory BIO.
inline QByteArray contentOf(BIO* bio)
{
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, length};
}

/// The DER of an object, by its i2d function: `derOf(i2d_X509, certificate)`. Empty when OpenSSL
/// cannot write it. OpenSSL's own copy is wiped: it may hold a key.
template <typename Write, typename Object>
QByteArray derOf(Write write, Object* object)
{
    unsigned char* der = nullptr;
    const int length = object == nullptr ? -1 : write(object, &der);
    if (length < 0) {
        return {};
    }
    QByteArray bytes(reinterpret_cast<const char*>(der), length);
    OPENSSL_clear_free(der, static_cast<std::size_t>(length));
    return bytes;
}

} // namespace workbench
