#include "core/workbench/json/server_limits_json.h"

namespace workbench {

void writeJson(QJsonObject& server, const ServerLimits& limits)
{
    server.insert(QStringLiteral("handshakeTimeout"), toText(limits.handshake));
}

void readJson(MemberReader& server, ServerLimits& limits)
{
    server.duration("handshakeTimeout", limits.handshake);
}

} // namespace workbench
