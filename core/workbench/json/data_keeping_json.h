#pragma once

#include "core/connection/options/data_keeping.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// Members of the client itself, left out at their defaults.
void writeJson(QJsonObject& client, const DataKeeping& keeping);
void readJson(MemberReader& client, DataKeeping& keeping);

} // namespace workbench
