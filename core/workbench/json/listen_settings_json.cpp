#include "core/workbench/json/listen_settings_json.h"

namespace workbench {

void writeJson(QJsonObject& server, const ListenSettings& listen)
{
    server.insert(QStringLiteral("address"), listen.address);
    server.insert(QStringLiteral("port"), listen.port);
    server.insert(QStringLiteral("reuseAddress"), listen.reuseAddress);
}

void readJson(MemberReader& server, ListenSettings& listen)
{
    server.text("address", listen.address);
    server.port("port", 0, listen.port);
    server.flag("reuseAddress", listen.reuseAddress);
}

} // namespace workbench
