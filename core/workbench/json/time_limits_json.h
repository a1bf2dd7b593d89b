#pragma once

#include "core/connection/options/time_limits.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The limits stand among the members of the client itself ("timeout", "tlsTimeout" …).
void writeJson(QJsonObject& client, const TimeLimits& limits);
void readJson(MemberReader& client, TimeLimits& limits);

} // namespace workbench
