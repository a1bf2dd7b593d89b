#pragma once

#include <QtGlobal>

namespace workbench {

// MQTT has no way of asking for TLS on an open connection: each port is one or the other (MQTT 5.0
// §4.2, IANA's registry of ports).
constexpr quint16 kMqttPlainPort = 1883;
constexpr quint16 kMqttTlsPort = 8883;

} // namespace workbench
