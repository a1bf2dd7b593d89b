#pragma once

#include <openssl/ssl.h>

namespace workbench {

// Callbacks that OpenSSL calls with its own types. Each finds the connection by the SSL object and
// hands over to its ConnectionTap or TapPlan; none throws.

/// Server: ALPN. Qt's own callback answers with its first protocol where nothing is shared; this
/// one sends alert 120. `plan`: a TapPlan.
int onSelectProtocol(SSL* ssl,
                     const unsigned char** out,
                     unsigned char* outLength,
                     const unsigned char* in,
                     unsigned inLength,
                     void* plan);

/// Server: offers those of several certificates that are for the name that the client asks for.
int onCertificateWanted(SSL* ssl, void* argument);

/// Server: warns or refuses, where the client asks for a name that no certificate is for. `plan`: a
/// TapPlan.
int onServerName(SSL* ssl, int* alert, void* plan);

/// Server: ends the handshake with the alert that the connection is to be refused with.
int onRefusedHello(SSL* ssl, int* alert, void* argument);

int onStapleReceived(SSL* ssl, void* argument);
int onStapleAsked(SSL* ssl, void* argument);

/// Client, TLS 1.2 and 1.3: names and gives its pre-shared key.
unsigned onKeyAskedOfClient(SSL* ssl,
                            const char* hint,
                            char* identity,
                            unsigned identityRoom,
                            unsigned char* key,
                            unsigned keyRoom);
/// Server, TLS 1.2 and 1.3: the key for the identity that the client named.
unsigned onKeyAskedOfServer(SSL* ssl, const char* identity, unsigned char* key, unsigned keyRoom);

/// What an SSL object writes to its transport, what the transport gave it, and that it had nothing,
/// as its BIOs see it. Their argument is the SSL object.
long onTransport(BIO* bio,
                 int operation,
                 const char* bytes,
                 std::size_t room,
                 int number,
                 long longNumber,
                 int result,
                 std::size_t* length);

// Sessions of a server.
int onTicket(SSL* ssl,
             unsigned char* name,
             unsigned char* iv,
             EVP_CIPHER_CTX* cipher,
             EVP_MAC_CTX* mac,
             int sealing);
int onNewSession(SSL* ssl, SSL_SESSION* session);
SSL_SESSION* onFindSession(SSL* ssl, const unsigned char* id, int length, int* copy);

/// Has ConnectionTap::prepareClient() called while a client of this context builds its
/// client_hello, before any extension stands in it: the one moment at which the SSL object can
/// still be turned and Qt is done with it. Nothing is added to the hello. The context may be
/// half-built.
void watchHelloStart(SSL_CTX* context);

/// Has clients of this context ask for signed certificate timestamps (RFC 6962 §3.3.1). Not by
/// OpenSSL's own means, which would ask for an OCSP response as well.
void askForTimestamps(SSL_CTX* context);

} // namespace workbench
