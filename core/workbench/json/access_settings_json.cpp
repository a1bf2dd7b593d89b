#include "core/workbench/json/access_settings_json.h"

#include "core/connection/access_guard.h"
#include "core/workbench/json/shared_words.h"

#include <QJsonArray>

namespace workbench {

void writeJson(QJsonObject& server, const AccessSettings& access)
{
    const AccessSettings usual;
    server.insert(QStringLiteral("deny"), access.deny);
    if (access.way != usual.way) {
        server.insert(QStringLiteral("denyBy"), wordOf(kDenyWords, access.way));
    }
    if (access.alert != usual.alert) {
        server.insert(QStringLiteral("denyAlert"), access.alert);
    }
    if (access.mostConnections != usual.mostConnections) {
        server.insert(QStringLiteral("mostConnections"), access.mostConnections);
    }
    if (!access.allowed.isEmpty()) {
        server.insert(QStringLiteral("allowed"), QJsonArray::fromStringList(access.allowed));
    }
}

void readJson(MemberReader& server, AccessSettings& access)
{
    constexpr int kHighestAlert = 255;
    int alert = access.alert;
    server.flag("deny", access.deny);
    server.word("denyBy", kDenyWords, access.way);
    server.number("denyAlert", 0, kHighestAlert, alert);
    server.number("mostConnections", 0, kMostConnections, access.mostConnections);
    server.texts("allowed", access.allowed);
    access.alert = static_cast<quint8>(alert);
}

} // namespace workbench
