#include "core/workbench/json/shared_words.h"
#include "core/workbench/json/tls_tuning_json.h"
#include "core/workbench/json/trust_choice_json.h"
#include "core/workbench/profiles.h"

#include <QJsonArray>

namespace workbench {
namespace {

constexpr Word<ClientCertificatePolicy> kPolicyWords[]
    = {{ClientCertificatePolicy::None, "none"},
       {ClientCertificatePolicy::Request, "request"},
       {ClientCertificatePolicy::Require, "require"}};
constexpr Word<AnswerMode> kAnswerWords[] = {{AnswerMode::None, "none"},
                                             {AnswerMode::Echo, "echo"},
                                             {AnswerMode::Discard, "discard"},
                                             {AnswerMode::Http, "http"},
                                             {AnswerMode::Banner, "banner"},
                                             {AnswerMode::File, "file"}};

} // namespace

QJsonObject toJson(const ServerProfile& profile)
{
    QJsonObject object {
        {QStringLiteral("name"), profile.name},
        {QStringLiteral("certificates"), QJsonArray::fromStringList(profile.certificates)},
        {QStringLiteral("certificateBy"), wordOf(kLookupWords, profile.certificateLookup)},
        {QStringLiteral("address"), profile.address},
        {QStringLiteral("port"), profile.port},
        {QStringLiteral("reuseAddress"), profile.reuseAddress},
        {QStringLiteral("versions"), toOption(profile.versions)},
        {QStringLiteral("clientCertificate"), wordOf(kPolicyWords, profile.clientCertificate)},
        {QStringLiteral("deny"), profile.deny},
        {QStringLiteral("handshakeTimeout"), toText(profile.handshakeLimit)},
        {QStringLiteral("answer"), wordOf(kAnswerWords, profile.answer)},
        {QStringLiteral("answerText"), profile.answerText},
        {QStringLiteral("keyLog"), profile.keyLogPath},
        {QStringLiteral("staple"), profile.staplePath},
        {QStringLiteral("tickets"), profile.tickets},
        {QStringLiteral("transport"), wordOf(kTransportWords, profile.transport)}};
    writeJson(object, profile.tuning);
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
    reader.text("address", profile.address);
    reader.port("port", 0, profile.port);
    reader.flag("reuseAddress", profile.reuseAddress);
    reader.versions("versions", profile.versions);
    reader.word("clientCertificate", kPolicyWords, profile.clientCertificate);
    readJson(reader, "clientTrust", profile.clientTrust);
    reader.flag("deny", profile.deny);
    reader.duration("handshakeTimeout", profile.handshakeLimit);
    reader.word("answer", kAnswerWords, profile.answer);
    reader.text("answerText", profile.answerText);
    readJson(reader, profile.tuning);
    reader.text("keyLog", profile.keyLogPath);
    reader.text("staple", profile.staplePath);
    reader.flag("tickets", profile.tickets);
    reader.word("transport", kTransportWords, profile.transport);
    if (reader.error()) {
        return fail(*reader.error());
    }
    return profile;
}

} // namespace workbench
