#include "core/workbench/json/trust_choice_json.h"

#include <QJsonArray>

namespace workbench {

void writeJson(QJsonObject& profile, const char* name, const TrustChoice& trust)
{
    profile.insert(
        QLatin1String(name),
        QJsonObject {{QStringLiteral("system"), trust.system},
                     {QStringLiteral("store"), trust.store},
                     {QStringLiteral("files"), QJsonArray::fromStringList(trust.files)}});
}

void readJson(MemberReader& profile, const char* name, TrustChoice& trust)
{
    MemberReader reader(profile.object(name));
    reader.flag("system", trust.system);
    reader.flag("store", trust.store);
    reader.texts("files", trust.files);
    profile.take(reader.error());
}

} // namespace workbench
