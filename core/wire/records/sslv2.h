#pragma once

#include "core/wire/field_reader.h"

/// SSL 2 (draft-hickman-netscape-ssl-00), of which the client_hello lived on in SSL 3.0 and TLS 1.0
/// (RFC 2246 §E.1).
namespace workbench::wire::sslv2 {

/// A record with a two- or three-byte header whose message is a hello or an error of SSL 2.
bool beginsWithHello(Bytes bytes);

/// Of the record that begins here, its header of at least two bytes included.
std::size_t recordSize(Bytes bytes);

/// Reads one record.
void decodeRecord(FieldReader& reader);
/// Reads a message: what it is stands in its first byte.
void decodeMessage(FieldReader& reader);

} // namespace workbench::wire::sslv2
