#pragma once

#include "core/workbench/json/member_reader.h"
#include "core/workbench/trust_choice.h"

namespace workbench {

/// `name`: of the member, which differs between clients and servers.
void writeJson(QJsonObject& profile, const char* name, const TrustChoice& trust);
void readJson(MemberReader& profile, const char* name, TrustChoice& trust);

} // namespace workbench
