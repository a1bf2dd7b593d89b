#include "core/workbench/json/check_settings_json.h"

#include "core/workbench/json/shared_words.h"

#include <QJsonArray>

namespace workbench {

void writeJson(QJsonObject& client, const CheckSettings& check)
{
    if (check == CheckSettings {}) {
        return;
    }
    QJsonObject object {
        {QStringLiteral("pins"), QJsonArray::fromStringList(check.pins)},
        {QStringLiteral("crlFiles"), QJsonArray::fromStringList(check.revocationFiles)},
        {QStringLiteral("crlCheck"), wordOf(kRevocationWords, check.revocation)}};
    if (check.time.isValid()) {
        object.insert(QStringLiteral("time"), check.time.toUTC().toString(Qt::ISODate));
    }
    client.insert(QStringLiteral("check"), object);
}

void readJson(MemberReader& client, CheckSettings& check)
{
    MemberReader reader(client.object("check"));
    reader.texts("pins", check.pins);
    reader.texts("crlFiles", check.revocationFiles);
    reader.word("crlCheck", kRevocationWords, check.revocation);
    reader.moment("time", check.time);
    client.take(reader.error());
}

} // namespace workbench
