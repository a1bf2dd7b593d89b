#pragma once

#include <QByteArray>

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <functional>

namespace workbench {

/// The two ends of a BIO that keeps datagrams apart, which a memory BIO does not. The BIO refers to
/// it, so it must live longer.
struct DatagramChannel
{
    QByteArray incoming; ///< the datagram that is read next; empty: none
    std::function<void(const QByteArray&)> send;
    QByteArray cookieSecret; ///< server
    QByteArray peer; ///< server
    bool cookieAnswered = false; ///< server: the peer has sent its cookie back
    int mtu = 0;
};

/// Null when OpenSSL has no memory. The caller owns it, mostly by SSL_set_bio().
BIO* newDatagramBio(DatagramChannel* channel);

/// The channel behind the BIO of an SSL object.
DatagramChannel* channelOf(SSL* ssl);

// Cookies of a server (RFC 6347 §4.2.1): a MAC over the client's address and port.
int makeCookie(SSL* ssl, unsigned char* cookie, unsigned* length);
int checkCookie(SSL* ssl, const unsigned char* cookie, unsigned length);

} // namespace workbench
