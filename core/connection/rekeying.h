#pragma once

#include "core/base/result.h"
#include "core/connection/connection_record.h"

#include <openssl/ssl.h>

#include <cstdint>

namespace workbench {

/// How an open connection gets new keys.
enum class Rekeying : std::uint8_t
{
    KeyUpdate, ///< TLS 1.3: new keys for both directions (RFC 8446 §4.6.3)
    Renegotiation ///< to TLS 1.2: another handshake on the connection (RFC 5246 §7.4.1.1)
};

/// The one that a version has.
Rekeying rekeyingOf(quint16 version);

/// Begins it on an open connection over TCP: a key update that asks for the peer's own, the hello
/// of another handshake, or the request for one where this end is the server. What is written into
/// the library's transport has to be sent. Error NotSupported: the version has the other way, or
/// the library cannot now.
Result<void> beginRekeying(SSL* ssl, Rekeying way);

/// Error of a connection that is not there, or not open.
Error noConnectionToRekey(Role role);

/// How many handshakes the peer has finished on the connection.
qsizetype handshakesOf(const ConnectionRecord& record);
/// How often the peer said that it does not renegotiate (alert 100).
qsizetype refusedRenegotiations(const ConnectionRecord& record);

/// The peer has answered a `way` that this end began: with its own key_update, which may wait for
/// the next data that it sends; with the finished of the other handshake, or with a refusal.
bool isRekeyed(const ConnectionRecord& record, Rekeying way);

} // namespace workbench
