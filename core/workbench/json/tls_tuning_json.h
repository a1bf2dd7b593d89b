#pragma once

#include "core/connection/options/tls_tuning.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The member "tuning" of clients and servers.
void writeJson(QJsonObject& profile, const TlsTuning& tuning);
void readJson(MemberReader& profile, TlsTuning& tuning);

} // namespace workbench
