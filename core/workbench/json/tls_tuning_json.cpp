#include "core/workbench/json/tls_tuning_json.h"

#include <QJsonArray>

namespace workbench {

void writeJson(QJsonObject& profile, const TlsTuning& tuning)
{
    profile.insert(QStringLiteral("tuning"),
                   QJsonObject {{QStringLiteral("ciphers"), tuning.cipherList},
                                {QStringLiteral("suites"), tuning.cipherSuites},
                                {QStringLiteral("groups"), tuning.groups},
                                {QStringLiteral("sigalgs"), tuning.signatureAlgorithms},
                                {QStringLiteral("securityLevel"), tuning.securityLevel},
                                {QStringLiteral("alpn"), QJsonArray::fromStringList(tuning.alpn)}});
}

void readJson(MemberReader& profile, TlsTuning& tuning)
{
    constexpr int kHighestLevel = 5;
    MemberReader reader(profile.object("tuning"));
    reader.text("ciphers", tuning.cipherList);
    reader.text("suites", tuning.cipherSuites);
    reader.text("groups", tuning.groups);
    reader.text("sigalgs", tuning.signatureAlgorithms);
    reader.number("securityLevel", -1, kHighestLevel, tuning.securityLevel);
    reader.texts("alpn", tuning.alpn);
    profile.take(reader.error());
}

} // namespace workbench
