#pragma once

#include "core/connection/options/proxy_choice.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The member "proxy" of clients; not there without a proxy. No password.
void writeJson(QJsonObject& client, const ProxyChoice& proxy);
void readJson(MemberReader& client, ProxyChoice& proxy);

} // namespace workbench
