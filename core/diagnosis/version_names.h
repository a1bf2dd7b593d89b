#pragma once

#include "core/connection/connection_record.h"

#include <QString>

namespace workbench {

/// The versions that this end of the connection allows: "TLS 1.2, TLS 1.3", and over datagrams by
/// the names that they have there, "DTLS 1.2".
QString allowedVersionsText(const ConnectionRecord& record);

/// A version of TLS by the name that it has on the transport of this connection. 0: unknown.
QString versionTextOf(const ConnectionRecord& record, quint16 version);

} // namespace workbench
