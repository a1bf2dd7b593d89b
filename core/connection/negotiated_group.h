#pragma once

#include "core/connection/connection_record.h"

#include <QByteArray>

namespace workbench {

/// The group of the key exchange by its name ("x25519", "ffdhe2048"); where a server made up a
/// finite field of its own, or took an older one, by its size ("dh 2048 bits"). Empty: none is
/// known.
QString groupName(const Negotiated& negotiated);

/// The code point of the group of RFC 7919 with this prime (big endian); 0: it is none of them.
quint16 groupOfPrime(const QByteArray& prime);

} // namespace workbench
