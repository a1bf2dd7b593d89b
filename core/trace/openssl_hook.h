#pragma once

#include "core/base/bytes.h"

#include <openssl/ssl.h>

namespace workbench {

/// What one connection hears from OpenSSL and sets in it. All functions are called by OpenSSL
/// inside Qt's calls on the socket, in the socket's thread: they copy and return, make no call that
/// could re-enter the socket, and never throw. The tap must outlive the socket that it is attached
/// to.
class HandshakeTap
{
public:
    virtual ~HandshakeTap() = default;

    /// The context is half-built: only setters that write plain members may be called.
    virtual void contextCreated(SSL_CTX* context) noexcept = 0;

    /// Every message, record header (type 256) and inner content type (257), both directions, in
    /// clear. At the first call on a server nothing of the client_hello has been acted on yet.
    virtual void message(bool sent, int contentType, ByteSpan bytes, SSL* ssl) noexcept = 0;

    /// Replaces the library's chain check: 1 accepts, 0 refuses with the error set in `context`.
    virtual int verifyPeer(X509_STORE_CTX* context) noexcept = 0;

    /// One line of a key log in NSS format. Only called where wantsKeyLog() says so.
    virtual void keyLogLine(const char* line) noexcept = 0;
    virtual bool wantsKeyLog() const noexcept = 0;
};

/// Registers the hook with OpenSSL. Must come before the first TLS call of the process (also before
/// QSslSocket::supportsSsl() and any QSslConfiguration); further calls do nothing. Thread-safe.
void installOpenSslHook();

/// While it lives, contexts that OpenSSL makes in this thread belong to `tap`: put it around
/// startClientEncryption(), startServerEncryption() and the first QDtls::doHandshake().
class TapScope
{
public:
    explicit TapScope(HandshakeTap* tap);
    ~TapScope();
    TapScope(const TapScope&) = delete;
    TapScope& operator=(const TapScope&) = delete;

private:
    HandshakeTap* m_previous;
};

/// The tap of a connection in a callback of ours; null for contexts made outside a scope.
HandshakeTap* tapOf(const SSL* ssl);

} // namespace workbench
