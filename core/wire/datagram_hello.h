#pragma once

#include "core/wire/byte_reader.h"

#include <optional>

namespace workbench::wire {

/// The 32 random bytes of the client_hello that a datagram begins with: a handshake record of DTLS
/// in clear (RFC 6347 §4.1, epoch 0) with the first fragment of one. A hello that is sent again,
/// and the one that carries the cookie, have the same (RFC 6347 §4.2.1). Nothing for every other
/// datagram.
std::optional<Bytes> datagramHelloRandom(Bytes datagram);

} // namespace workbench::wire
