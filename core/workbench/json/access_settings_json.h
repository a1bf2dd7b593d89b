#pragma once

#include "core/connection/options/access_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// They stand among the members of the server itself ("deny", "allowed" …).
void writeJson(QJsonObject& server, const AccessSettings& access);
void readJson(MemberReader& server, AccessSettings& access);

} // namespace workbench
