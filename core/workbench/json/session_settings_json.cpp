#include "core/workbench/json/session_settings_json.h"

namespace workbench {

void writeJson(QJsonObject& server, const SessionSettings& sessions)
{
    server.insert(QStringLiteral("tickets"), sessions.tickets);
}

void readJson(MemberReader& server, SessionSettings& sessions)
{
    server.flag("tickets", sessions.tickets);
}

} // namespace workbench
