#include "core/workbench/json/access_settings_json.h"

namespace workbench {

void writeJson(QJsonObject& server, const AccessSettings& access)
{
    server.insert(QStringLiteral("deny"), access.deny);
}

void readJson(MemberReader& server, AccessSettings& access)
{
    server.flag("deny", access.deny);
}

} // namespace workbench
