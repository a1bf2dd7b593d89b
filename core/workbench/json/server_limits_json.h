#pragma once

#include "core/connection/options/server_limits.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// They stand among the members of the server itself ("handshakeTimeout", "idleTimeout" …).
void writeJson(QJsonObject& server, const ServerLimits& limits);
void readJson(MemberReader& server, ServerLimits& limits);

} // namespace workbench
