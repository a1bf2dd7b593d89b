#pragma once

#include "core/connection/options/session_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// They stand among the members of the server itself ("tickets"); those that are as usual are left
/// out.
void writeJson(QJsonObject& server, const SessionSettings& sessions);
void readJson(MemberReader& server, SessionSettings& sessions);

} // namespace workbench
