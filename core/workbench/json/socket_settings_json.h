#pragma once

#include "core/connection/options/socket_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The member "socket" of clients: what is not as usual; not there when everything is.
void writeJson(QJsonObject& client, const SocketSettings& socket);
void readJson(MemberReader& client, SocketSettings& socket);

} // namespace workbench
