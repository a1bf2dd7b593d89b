#pragma once

#include "core/connection/options/check_settings.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

void writeJson(QJsonObject& client, const CheckSettings& check);
void readJson(MemberReader& client, CheckSettings& check);

} // namespace workbench
