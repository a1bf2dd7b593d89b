#include "core/workbench/json/check_settings_json.h"
#include "core/workbench/json/data_keeping_json.h"
#include "core/workbench/json/explicit_tls_json.h"
#include "core/workbench/json/handshake_settings_json.h"
#include "core/workbench/json/proxy_choice_json.h"
#include "core/workbench/json/shared_words.h"
#include "core/workbench/json/socket_settings_json.h"
#include "core/workbench/json/time_limits_json.h"
#include "core/workbench/json/tls_tuning_json.h"
#include "core/workbench/json/trust_choice_json.h"
#include "core/workbench/profiles.h"

namespace workbench {
namespace {

constexpr Word<FamilyPreference> kFamilyWords[]
    = {{FamilyPreference::HappyEyeballs, "happy-eyeballs"},
       {FamilyPreference::PreferIpv6, "prefer-ipv6"},
       {FamilyPreference::PreferIpv4, "prefer-ipv4"},
       {FamilyPreference::OnlyIpv6, "ipv6"},
       {FamilyPreference::OnlyIpv4, "ipv4"}};

} // namespace

QJsonObject toJson(const ClientProfile& profile)
{
    QJsonObject object {
        {QStringLiteral("name"), profile.name},
        {QStringLiteral("host"), profile.host},
        {QStringLiteral("port"), profile.port},
        {QStringLiteral("versions"), toOption(profile.versions)},
        {QStringLiteral("verify"), wordOf(kVerifyWords, profile.verify)},
        {QStringLiteral("certificate"), profile.certificate},
        {QStringLiteral("certificateBy"), wordOf(kLookupWords, profile.certificateLookup)},
        {QStringLiteral("serverName"), profile.serverName},
        {QStringLiteral("sendServerName"), profile.sendServerName},
        {QStringLiteral("keyLog"), profile.keyLogPath},
        {QStringLiteral("askStaple"), profile.askStaple},
        {QStringLiteral("pskIdentity"), profile.pskIdentity},
        {QStringLiteral("sessionFile"), profile.sessionPath},
        {QStringLiteral("transport"), wordOf(kTransportWords, profile.transport)}};
    if (profile.family != FamilyPreference::HappyEyeballs) {
        object.insert(QStringLiteral("addressFamily"), wordOf(kFamilyWords, profile.family));
    }
    if (!profile.capturePath.isEmpty()) {
        object.insert(QStringLiteral("captureFile"), profile.capturePath);
    }
    if (profile.captureSecrets) {
        object.insert(QStringLiteral("captureSecrets"), true);
    }
    writeJson(object, profile.keeping);
    writeJson(object, profile.limits);
    writeJson(object, profile.proxy);
    writeJson(object, profile.explicitTls);
    writeJson(object, profile.socket);
    if (profile.plain) {
        object.insert(QStringLiteral("plain"), true);
    }
    writeJson(object, profile.tuning);
    writeJson(object, profile.handshake);
    writeJson(object, profile.check);
    writeJson(object, "trust", profile.trust);
    return object;
}

Result<ClientProfile> clientFromJson(const QJsonObject& object)
{
    ClientProfile profile;
    MemberReader reader(object);
    reader.text("name", profile.name);
    reader.text("host", profile.host);
    reader.port("port", 1, profile.port);
    reader.versions("versions", profile.versions);
    reader.word("verify", kVerifyWords, profile.verify);
    readJson(reader, "trust", profile.trust);
    reader.text("certificate", profile.certificate);
    reader.word("certificateBy", kLookupWords, profile.certificateLookup);
    reader.text("serverName", profile.serverName);
    reader.flag("sendServerName", profile.sendServerName);
    reader.word("addressFamily", kFamilyWords, profile.family);
    readJson(reader, profile.keeping);
    readJson(reader, profile.limits);
    readJson(reader, profile.proxy);
    readJson(reader, profile.explicitTls);
    readJson(reader, profile.socket);
    reader.flag("plain", profile.plain);
    readJson(reader, profile.tuning);
    readJson(reader, profile.handshake);
    readJson(reader, profile.check);
    reader.text("keyLog", profile.keyLogPath);
    reader.text("captureFile", profile.capturePath);
    reader.flag("captureSecrets", profile.captureSecrets);
    reader.flag("askStaple", profile.askStaple);
    reader.text("pskIdentity", profile.pskIdentity);
    reader.text("sessionFile", profile.sessionPath);
    reader.word("transport", kTransportWords, profile.transport);
    if (reader.error()) {
        return fail(*reader.error());
    }
    return profile;
}

} // namespace workbench
