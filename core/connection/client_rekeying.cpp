// The open connection gets new keys: by a key update, or by another handshake.
#include "core/base/openssl_errors.h"
#include "core/connection/client_connection_private.h"

#include <openssl/ssl.h>

namespace workbench {
namespace {

constexpr Milliseconds kAnswerPoll {10};

tl::unexpected<Error> notNow(const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::NotSupported,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("rekey")});
}

Result<void> beginKeyUpdate(SSL* ssl)
{
    if (SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) != 1) {
        return notNow(ClientConnection::tr("Keys are being updated already."),
                      ClientConnection::tr("Wait for the end of that."));
    }
    return {};
}

Result<void> beginRenegotiation(SSL* ssl)
{
    if (SSL_renegotiate(ssl) != 1) {
        return notNow(
            ClientConnection::tr("The library does not renegotiate on this connection."),
            ClientConnection::tr("The server does not know secure renegotiation (RFC 5746), or "
                                 "another handshake is under way."));
    }
    return {};
}

} // namespace

Result<SSL*> ClientConnection::Private::openSsl()
{
    const bool open = !ended && !closing && !options.plain && !overDatagrams()
        && attempt.record().result == ConnectionResult::Established;
    SSL* const ssl = open && attempt.tap() != nullptr ? attempt.tap()->ssl() : nullptr;
    if (ssl == nullptr) {
        return notNow(tr("There is no open TLS connection over TCP."), tr("Connect first."));
    }
    return ssl;
}

Result<void> ClientConnection::rekey(Rekeying way)
{
    const Result<SSL*> ssl = d->openSsl();
    if (!ssl) {
        return fail(ssl.error());
    }
    if (way != rekeyingOf(static_cast<quint16>(SSL_version(*ssl)))) {
        return way == Rekeying::KeyUpdate
            ? notNow(tr("Only TLS 1.3 has key updates."),
                     tr("Renegotiate, which older versions do in its place."))
            : notNow(tr("TLS 1.3 has no renegotiation."), tr("Update the keys in its place."));
    }
    const OpenSslErrorGuard guard;
    if (const Result<void> begun
        = way == Rekeying::KeyUpdate ? beginKeyUpdate(*ssl) : beginRenegotiation(*ssl);
        !begun) {
        return begun;
    }
    SSL_do_handshake(*ssl); // has to wait for the peer: that is no failure
    d->socket.flush(); // OpenSSL has written into Qt's buffers
    d->attempt.collect();
    d->announce();
    if (way == Rekeying::Renegotiation) {
        d->renegotiating = true; // messages without data wake nobody
        d->progressTimer.start(kAnswerPoll);
    }
    return {};
}

} // namespace workbench
