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

/// How often the peer has given what answers a `way` of this end: a key_update of its own, which
/// may wait for the next data that it sends; a finished, that of the first handshake included, or
/// the alert that refuses another one (100). One more than before says that the last wish was
/// answered.
qsizetype rekeyingAnswers(const ConnectionRecord& record, Rekeying way);

} // namespace workbench
