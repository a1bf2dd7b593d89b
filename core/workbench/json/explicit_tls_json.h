#pragma once

#include "core/connection/options/explicit_tls_choice.h"
#include "core/workbench/json/member_reader.h"

namespace workbench {

/// The member "explicitTls"; left out where TLS begins at once.
void writeJson(QJsonObject& client, const ExplicitTlsChoice& choice);
void readJson(MemberReader& client, ExplicitTlsChoice& choice);

} // namespace workbench
