#pragma once

#include "core/connection/options/listen_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// They stand among the members of the server itself ("address", "port" …).
void writeJson(QJsonObject& server, const ListenSettings& listen);
void readJson(MemberReader& server, ListenSettings& listen);

} // namespace workbench
