#include "core/workbench/json/access_settings_json.h"
#include "core/workbench/json/answer_settings_json.h"
#include "core/workbench/json/listen_settings_json.h"
#include "core/workbench/json/server_handshake_json.h"
#include "core/workbench/json/server_limits_json.h"
#include "core/workbench/json/session_settings_json.h"
#include "core/workbench/json/shared_words.h"
#include "core/workbench/json/tls_tuning_json.h"
#include "core/workbench/json/trust_choice_json.h"
#include "core/workbench/profiles.h"

#include <QJsonArray>

namespace workbench {

QJsonObject toJson(const ServerProfile& profile)
{
    QJsonObject object {
        {QStringLiteral("name"), profile.name},
        {QStringLiteral("certificates"), QJsonArray::fromStringList(profile.certificates)},
        {QStringLiteral("certificateBy"), wordOf(kLookupWords, profile.certificateLookup)},
        {QStringLiteral("versions"), toOption(profile.versions)},
        {QStringLiteral("clientCertificate"), wordOf(kPolicyWords, profile.clientCertificate)},
        {QStringLiteral("keyLog"), profile.keyLogPath},
        {QStringLiteral("staple"), profile.staples.value(0)},
        {QStringLiteral("transport"), wordOf(kTransportWords, profile.transport)}};
    if (profile.plain) {
        object.insert(QStringLiteral("plain"), true);
    }
    if (!profile.explicitTls.isEmpty()) {
        object.insert(QStringLiteral("explicitTls"), profile.explicitTls);
    }
    if (profile.autostart) {
        object.insert(QStringLiteral("autostart"), true);
    }
    if (profile.unknownNames != UnknownNames::Serve) {
        object.insert(QStringLiteral("unknownNames"),
                      wordOf(kUnknownNameWords, profile.unknownNames));
    }
    if (!profile.pskIdentity.isEmpty()) {
        object.insert(QStringLiteral("pskIdentity"), profile.pskIdentity);
    }
    if (profile.staples.size() > 1) { // older programs know one, that of the first certificate
        object.insert(QStringLiteral("staples"), QJsonArray::fromStringList(profile.staples));
    }
    if (profile.issuerNames) {
        object.insert(QStringLiteral("issuerNames"), true);
    }
    writeJson(object, profile.listen);
    writeJson(object, profile.access);
    writeJson(object, profile.limits);
    writeJson(object, profile.tuning);
    writeJson(object, profile.handshake);
    writeJson(object, profile.sessions);
    writeJson(object, profile.answer);
    writeJson(object, "clientTrust", profile.clientTrust);
    return object;
}

Result<ServerProfile> serverFromJson(const QJsonObject& object)
{
    ServerProfile profile;
    MemberReader reader(object);
    reader.text("name", profile.name);
    reader.texts("certificates", profile.certificates);
    reader.word("certificateBy", kLookupWords, profile.certificateLookup);
    readJson(reader, profile.listen);
    reader.versions("versions", profile.versions);
    reader.word("unknownNames", kUnknownNameWords, profile.unknownNames);
    reader.word("clientCertificate", kPolicyWords, profile.clientCertificate);
    reader.flag("issuerNames", profile.issuerNames);
    readJson(reader, "clientTrust", profile.clientTrust);
    readJson(reader, profile.access);
    readJson(reader, profile.limits);
    readJson(reader, profile.answer);
    readJson(reader, profile.tuning);
    readJson(reader, profile.handshake);
    readJson(reader, profile.sessions);
    reader.text("keyLog", profile.keyLogPath);
    reader.text("pskIdentity", profile.pskIdentity);
    reader.flag("autostart", profile.autostart);
    reader.flag("plain", profile.plain);
    reader.text("explicitTls", profile.explicitTls);
    QString staple;
    reader.text("staple", staple);
    if (!staple.isEmpty()) {
        profile.staples = {staple};
    }
    reader.texts("staples", profile.staples);
    reader.word("transport", kTransportWords, profile.transport);
    if (reader.error()) {
        return fail(*reader.error());
    }
    return profile;
}

} // namespace workbench
