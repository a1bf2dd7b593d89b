#include "core/workbench/json/data_keeping_json.h"

namespace workbench {

void writeJson(QJsonObject& client, const DataKeeping& keeping)
{
    if (keeping.mostBytes != kUsualKeptBytes) {
        client.insert(QStringLiteral("keepData"), keeping.mostBytes);
    }
    if (!keeping.receivedPath.isEmpty()) {
        client.insert(QStringLiteral("receivedFile"), keeping.receivedPath);
    }
}

void readJson(MemberReader& client, DataKeeping& keeping)
{
    int most = static_cast<int>(keeping.mostBytes);
    client.number("keepData", 0, static_cast<int>(kMostKeptBytes), most);
    keeping.mostBytes = most;
    client.text("receivedFile", keeping.receivedPath);
}

} // namespace workbench
