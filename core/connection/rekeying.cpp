#include "core/connection/rekeying.h"

#include "core/base/openssl_errors.h"
#include "core/wire/code_points.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

qsizetype receivedOf(const ConnectionRecord& record, wire::HandshakeType type)
{
    return std::count_if(
        record.messages.begin(), record.messages.end(), [type](const TraceMessage& message) {
            return message.direction == Direction::Received
                && message.handshakeType() == static_cast<int>(type);
        });
}

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Rekeying)
};

tl::unexpected<Error> notNow(const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::NotSupported,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("rekey")});
}

} // namespace

Error noConnectionToRekey(Role role)
{
    return notNow(Text::tr("There is no open TLS connection over TCP."),
                  role == Role::Client ? Text::tr("Connect first.")
                                       : Text::tr("A client has to connect first."))
        .value();
}

Result<void> beginRekeying(SSL* ssl, Rekeying way)
{
    if (way != rekeyingOf(static_cast<quint16>(SSL_version(ssl)))) {
        return way == Rekeying::KeyUpdate
            ? notNow(Text::tr("Only TLS 1.3 has key updates."),
                     Text::tr("Renegotiate, which older versions do in its place."))
            : notNow(Text::tr("TLS 1.3 has no renegotiation."),
                     Text::tr("Update the keys in its place."));
    }
    const OpenSslErrorGuard guard;
    if (way == Rekeying::KeyUpdate && SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) != 1) {
        return notNow(Text::tr("Keys are being updated already."),
                      Text::tr("Wait for the end of that."));
    }
    if (way == Rekeying::Renegotiation && SSL_renegotiate(ssl) != 1) {
        return notNow(
            Text::tr("The library does not renegotiate on this connection."),
            Text::tr("The other end does not know secure renegotiation (RFC 5746), or another "
                     "handshake is under way."));
    }
    SSL_do_handshake(ssl); // has to wait for the peer: that is no failure
    return {};
}

Rekeying rekeyingOf(quint16 version)
{
    return version == TLS1_3_VERSION ? Rekeying::KeyUpdate : Rekeying::Renegotiation;
}

qsizetype rekeyingAnswers(const ConnectionRecord& record, Rekeying way)
{
    if (way == Rekeying::KeyUpdate) {
        return receivedOf(record, wire::HandshakeType::KeyUpdate);
    }
    const auto refusals = std::count_if(
        record.alerts.begin(), record.alerts.end(), [](const AlertFact& alert) {
            return alert.direction == Direction::Received && alert.code == SSL_AD_NO_RENEGOTIATION;
        });
    return receivedOf(record, wire::HandshakeType::Finished) + refusals;
}

} // namespace workbench
