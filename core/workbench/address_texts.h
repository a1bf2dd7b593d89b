#pragma once

#include <QHostAddress>
#include <QString>

namespace workbench {

/// Numbers with dots between them, decimal, octal or hexadecimal: an IPv4 address for inet_aton()
/// and for browsers ("0x7f000001", "127.1"), whatever a name server would make of it.
bool looksLikeIpv4(const QString& text);

/// The same in four decimal numbers; empty where it is no address in any notation.
QString usualIpv4Notation(const QString& text);

/// What is wrong with the zone of an IPv6 address here, as a sentence; empty: nothing. A link-local
/// address needs one (RFC 4007 §6).
QString zoneProblem(const QHostAddress& address);

/// The address with a zone that this computer has.
QString exampleWithZone(const QString& address);

} // namespace workbench
