#pragma once

#include <QString>

namespace workbench {

/// Host and port as everybody writes them, an IPv6 literal in brackets (RFC 5952 §6): "[::1]:443".
QString endpointText(const QString& host, quint16 port);

/// The same with a port that may be left open: "[::1]:".
QString endpointText(const QString& host, const QString& port);

} // namespace workbench
