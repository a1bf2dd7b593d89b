#include "core/connection/dtls_bio.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstring>

namespace workbench {
namespace {

DatagramChannel* channelIn(BIO* bio)
{
    return static_cast<DatagramChannel*>(BIO_get_data(bio));
}

int onWrite(BIO* bio, const char* bytes, int length)
{
    channelIn(bio)->send(QByteArray(bytes, length));
    return length;
}

/// A datagram is read in one piece; what does not fit is lost, as on a socket.
int onRead(BIO* bio, char* bytes, int room)
{
    BIO_clear_retry_flags(bio);
    QByteArray& incoming = channelIn(bio)->incoming;
    if (incoming.isEmpty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const int length = std::min(room, static_cast<int>(incoming.size()));
    std::memcpy(bytes, incoming.constData(), static_cast<std::size_t>(length));
    incoming.clear();
    return length;
}

long onControl(BIO* bio, int command, long /*number*/, void* /*pointer*/)
{
    switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
    case BIO_CTRL_DGRAM_SET_PEER:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return channelIn(bio)->mtu;
    default:
        return 0;
    }
}

int onCreate(BIO* bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD* makeMethod()
{
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
    BIO_meth_set_write(method, &onWrite);
    BIO_meth_set_read(method, &onRead);
    BIO_meth_set_ctrl(method, &onControl);
    BIO_meth_set_create(method, &onCreate);
    return method;
}

QByteArray cookieFor(const DatagramChannel& channel)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(),
         channel.cookieSecret.constData(),
         static_cast<int>(channel.cookieSecret.size()),
         reinterpret_cast<const unsigned char*>(channel.peer.constData()),
         static_cast<std::size_t>(channel.peer.size()),
         digest,
         &length);
    return {reinterpret_cast<const char*>(digest), static_cast<qsizetype>(length)};
}

} // namespace

BIO* newDatagramBio(DatagramChannel* channel)
{
    static BIO_METHOD* const kMethod = makeMethod();
    BIO* bio = BIO_new(kMethod);
    if (bio != nullptr) {
        BIO_set_data(bio, channel);
    }
    return bio;
}

DatagramChannel* channelOf(SSL* ssl)
{
    return channelIn(SSL_get_rbio(ssl));
}

int makeCookie(SSL* ssl, unsigned char* cookie, unsigned* length)
{
    const QByteArray made = cookieFor(*channelOf(ssl));
    std::copy(made.begin(), made.end(), cookie);
    *length = static_cast<unsigned>(made.size());
    return made.isEmpty() ? 0 : 1;
}

int checkCookie(SSL* ssl, const unsigned char* cookie, unsigned length)
{
    DatagramChannel& channel = *channelOf(ssl);
    const QByteArray wanted = cookieFor(channel);
    const bool fits = static_cast<unsigned>(wanted.size()) == length
        && CRYPTO_memcmp(wanted.constData(), cookie, length) == 0;
    channel.cookieAnswered = channel.cookieAnswered || fits;
    return fits ? 1 : 0;
}

} // namespace workbench
