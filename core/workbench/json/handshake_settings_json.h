#pragma once

#include "core/connection/options/handshake_settings.h"
#include "core/workbench/json/member_reader.h"

#include <QJsonObject>

namespace workbench {

/// The member "handshake" of a profile; left out where everything is usual.
void writeJson(QJsonObject& profile, const HandshakeSettings& settings);
void readJson(MemberReader& profile, HandshakeSettings& settings);

} // namespace workbench
