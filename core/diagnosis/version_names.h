#pragma once

#include "core/connection/connection_record.h"

#include <QString>

namespace workbench {

/// A version of TLS by the name that it has on the transport of this connection. 0: unknown.
QString versionTextOf(const ConnectionRecord& record, quint16 version);

} // namespace workbench
