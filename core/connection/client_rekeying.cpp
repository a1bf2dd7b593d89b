// The open connection gets new keys: by a key update, or by another handshake.
#include "core/connection/client_connection_private.h"

namespace workbench {
namespace {

constexpr Milliseconds kAnswerPoll {10};

} // namespace

Result<SSL*> ClientConnection::Private::openSsl()
{
    const bool open = !ended && !closing && !options.plain && !overDatagrams()
        && attempt.record().result == ConnectionResult::Established;
    SSL* const ssl = open && attempt.tap() != nullptr ? attempt.tap()->ssl() : nullptr;
    if (ssl == nullptr) {
        return fail(noConnectionToRekey(Role::Client));
    }
    return ssl;
}

Result<void> ClientConnection::rekey(Rekeying way)
{
    const Result<SSL*> ssl = d->openSsl();
    if (!ssl) {
        return fail(ssl.error());
    }
    if (Result<void> begun = beginRekeying(*ssl, way); !begun) {
        return begun;
    }
    d->socket.flush(); // OpenSSL has written into Qt's buffers
    d->attempt.collect();
    d->announce();
    if (way == Rekeying::Renegotiation) {
        d->renegotiating = true; // messages without data wake nobody
        d->answersBefore = rekeyingAnswers(d->attempt.record(), way);
        d->progressTimer.start(kAnswerPoll);
    }
    return {};
}

} // namespace workbench
