#pragma once

#include "core/connection/options/server_handshake.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The member "handshake"; left out where everything is as usual.
void writeJson(QJsonObject& server, const ServerHandshake& handshake);
void readJson(MemberReader& server, ServerHandshake& handshake);

} // namespace workbench
