#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <optional>
#include <utility>

namespace workbench {
namespace {

template <typename Enum>
struct Word
{
    Enum value;
    const char* word;
};

constexpr Word<VerifyMode> kVerifyWords[]
    = {{VerifyMode::Full, "full"}, {VerifyMode::Chain, "chain"}, {VerifyMode::None, "none"}};
constexpr Word<Transport> kTransportWords[] = {{Transport::Tcp, "tcp"}, {Transport::Udp, "udp"}};
constexpr Word<CertificateLookup> kLookupWords[] = {{CertificateLookup::NameThenHash, "any"},
                                                    {CertificateLookup::Name, "name"},
                                                    {CertificateLookup::Hash, "hash"}};
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

template <typename Enum, std::size_t N>
QString wordOf(const Word<Enum> (&words)[N], Enum value)
{
    for (const Word<Enum>& candidate : words) {
        if (candidate.value == value) {
            return QString::fromLatin1(candidate.word);
        }
    }
    return {};
}

/// Reads members of one JSON object and remembers the first that is wrong.
class MemberReader
{
public:
    explicit MemberReader(QJsonObject object)
        : m_object(std::move(object))
    { }

    void text(const char* name, QString& target)
    {
        read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
            target = value.toString();
        });
    }

    void flag(const char* name, bool& target)
    {
        read(name, &QJsonValue::isBool, [&](const QJsonValue& value) { target = value.toBool(); });
    }

    void number(const char* name, int lowest, int highest, int& target)
    {
        read(name, &QJsonValue::isDouble, [&](const QJsonValue& value) {
            const int given = value.toInt(lowest - 1);
            if (given < lowest || given > highest) {
                complain(name);
            } else {
                target = given;
            }
        });
    }

    void texts(const char* name, QStringList& target)
    {
        read(name, &QJsonValue::isArray, [&](const QJsonValue& value) {
            target.clear();
            const QJsonArray items = value.toArray();
            for (const auto& item : items) {
                if (!item.isString()) {
                    complain(name);
                    return;
                }
                target.append(item.toString());
            }
        });
    }

    void duration(const char* name, Milliseconds& target)
    {
        read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
            const Result<Milliseconds> parsed = parseDuration(value.toString());
            parsed ? static_cast<void>(target = *parsed) : complain(name);
        });
    }

    void versions(const char* name, TlsVersionSet& target)
    {
        read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
            const Result<TlsVersionSet> parsed = parseTlsVersions(value.toString());
            parsed ? static_cast<void>(target = *parsed) : complain(name);
        });
    }

    template <typename Enum, std::size_t N>
    void word(const char* name, const Word<Enum> (&words)[N], Enum& target)
    {
        read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
            for (const Word<Enum>& candidate : words) {
                if (value.toString() == QLatin1String(candidate.word)) {
                    target = candidate.value;
                    return;
                }
            }
            complain(name);
        });
    }

    QJsonObject object(const char* name)
    {
        QJsonObject found;
        read(name, &QJsonValue::isObject, [&](const QJsonValue& value) {
            found = value.toObject();
        });
        return found;
    }

    void take(const std::optional<Error>& error)
    {
        if (!m_error) {
            m_error = error;
        }
    }

    const std::optional<Error>& error() const { return m_error; }

private:
    template <typename Take>
    void read(const char* name, bool (QJsonValue::*hasType)() const, Take take)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (value.isUndefined()) {
            return; // a member that is not there keeps its default
        }
        if (!(value.*hasType)()) {
            complain(name);
            return;
        }
        take(value);
    }

    void complain(const char* name)
    {
        if (!m_error) {
            m_error = Error {.code = ErrorCode::InvalidInput,
                             .message = QCoreApplication::translate(
                                            "ProfileJson", "The member “%1” cannot be read.")
                                            .arg(QLatin1String(name)),
                             .where = QString::fromLatin1(name)};
        }
    }

    QJsonObject m_object;
    std::optional<Error> m_error;
};

QJsonObject tuningToJson(const TlsTuning& tuning)
{
    return {{QStringLiteral("ciphers"), tuning.cipherList},
            {QStringLiteral("suites"), tuning.cipherSuites},
            {QStringLiteral("groups"), tuning.groups},
            {QStringLiteral("sigalgs"), tuning.signatureAlgorithms},
            {QStringLiteral("securityLevel"), tuning.securityLevel},
            {QStringLiteral("alpn"), QJsonArray::fromStringList(tuning.alpn)}};
}

void readTuning(MemberReader& parent, TlsTuning& tuning)
{
    constexpr int kHighestLevel = 5;
    MemberReader reader(parent.object("tuning"));
    reader.text("ciphers", tuning.cipherList);
    reader.text("suites", tuning.cipherSuites);
    reader.text("groups", tuning.groups);
    reader.text("sigalgs", tuning.signatureAlgorithms);
    reader.number("securityLevel", -1, kHighestLevel, tuning.securityLevel);
    reader.texts("alpn", tuning.alpn);
    parent.take(reader.error());
}

QJsonObject trustToJson(const TrustChoice& trust)
{
    return {{QStringLiteral("system"), trust.system},
            {QStringLiteral("store"), trust.store},
            {QStringLiteral("files"), QJsonArray::fromStringList(trust.files)}};
}

void readTrust(MemberReader& parent, const char* name, TrustChoice& trust)
{
    MemberReader reader(parent.object(name));
    reader.flag("system", trust.system);
    reader.flag("store", trust.store);
    reader.texts("files", trust.files);
    parent.take(reader.error());
}

constexpr int kHighestPort = 65535;

} // namespace

QJsonObject toJson(const ClientProfile& profile)
{
    return {{QStringLiteral("name"), profile.name},
            {QStringLiteral("host"), profile.host},
            {QStringLiteral("port"), profile.port},
            {QStringLiteral("versions"), toOption(profile.versions)},
            {QStringLiteral("timeout"), toText(profile.limits.whole)},
            {QStringLiteral("resolveTimeout"), toText(profile.limits.resolve)},
            {QStringLiteral("tcpTimeout"), toText(profile.limits.tcp)},
            {QStringLiteral("tlsTimeout"), toText(profile.limits.tls)},
            {QStringLiteral("verify"), wordOf(kVerifyWords, profile.verify)},
            {QStringLiteral("trust"), trustToJson(profile.trust)},
            {QStringLiteral("certificate"), profile.certificate},
            {QStringLiteral("certificateBy"), wordOf(kLookupWords, profile.certificateLookup)},
            {QStringLiteral("serverName"), profile.serverName},
            {QStringLiteral("sendServerName"), profile.sendServerName},
            {QStringLiteral("tuning"), tuningToJson(profile.tuning)},
            {QStringLiteral("keyLog"), profile.keyLogPath},
            {QStringLiteral("askStaple"), profile.askStaple},
            {QStringLiteral("sessionFile"), profile.sessionPath},
            {QStringLiteral("transport"), wordOf(kTransportWords, profile.transport)}};
}

QJsonObject toJson(const ServerProfile& profile)
{
    return {{QStringLiteral("name"), profile.name},
            {QStringLiteral("certificates"), QJsonArray::fromStringList(profile.certificates)},
            {QStringLiteral("certificateBy"), wordOf(kLookupWords, profile.certificateLookup)},
            {QStringLiteral("address"), profile.address},
            {QStringLiteral("port"), profile.port},
            {QStringLiteral("reuseAddress"), profile.reuseAddress},
            {QStringLiteral("versions"), toOption(profile.versions)},
            {QStringLiteral("clientCertificate"), wordOf(kPolicyWords, profile.clientCertificate)},
            {QStringLiteral("clientTrust"), trustToJson(profile.clientTrust)},
            {QStringLiteral("deny"), profile.deny},
            {QStringLiteral("handshakeTimeout"), toText(profile.handshakeLimit)},
            {QStringLiteral("answer"), wordOf(kAnswerWords, profile.answer)},
            {QStringLiteral("answerText"), profile.answerText},
            {QStringLiteral("tuning"), tuningToJson(profile.tuning)},
            {QStringLiteral("keyLog"), profile.keyLogPath},
            {QStringLiteral("staple"), profile.staplePath},
            {QStringLiteral("tickets"), profile.tickets},
            {QStringLiteral("transport"), wordOf(kTransportWords, profile.transport)}};
}

Result<ClientProfile> clientFromJson(const QJsonObject& object)
{
    ClientProfile profile;
    int port = profile.port;
    MemberReader reader(object);
    reader.text("name", profile.name);
    reader.text("host", profile.host);
    reader.number("port", 1, kHighestPort, port);
    reader.versions("versions", profile.versions);
    reader.duration("timeout", profile.limits.whole);
    reader.duration("resolveTimeout", profile.limits.resolve);
    reader.duration("tcpTimeout", profile.limits.tcp);
    reader.duration("tlsTimeout", profile.limits.tls);
    reader.word("verify", kVerifyWords, profile.verify);
    readTrust(reader, "trust", profile.trust);
    reader.text("certificate", profile.certificate);
    reader.word("certificateBy", kLookupWords, profile.certificateLookup);
    reader.text("serverName", profile.serverName);
    reader.flag("sendServerName", profile.sendServerName);
    readTuning(reader, profile.tuning);
    reader.text("keyLog", profile.keyLogPath);
    reader.flag("askStaple", profile.askStaple);
    reader.text("sessionFile", profile.sessionPath);
    reader.word("transport", kTransportWords, profile.transport);
    if (reader.error()) {
        return fail(*reader.error());
    }
    profile.port = static_cast<quint16>(port);
    return profile;
}

Result<ServerProfile> serverFromJson(const QJsonObject& object)
{
    ServerProfile profile;
    int port = profile.port;
    MemberReader reader(object);
    reader.text("name", profile.name);
    reader.texts("certificates", profile.certificates);
    reader.word("certificateBy", kLookupWords, profile.certificateLookup);
    reader.text("address", profile.address);
    reader.number("port", 0, kHighestPort, port);
    reader.flag("reuseAddress", profile.reuseAddress);
    reader.versions("versions", profile.versions);
    reader.word("clientCertificate", kPolicyWords, profile.clientCertificate);
    readTrust(reader, "clientTrust", profile.clientTrust);
    reader.flag("deny", profile.deny);
    reader.duration("handshakeTimeout", profile.handshakeLimit);
    reader.word("answer", kAnswerWords, profile.answer);
    reader.text("answerText", profile.answerText);
    readTuning(reader, profile.tuning);
    reader.text("keyLog", profile.keyLogPath);
    reader.text("staple", profile.staplePath);
    reader.flag("tickets", profile.tickets);
    reader.word("transport", kTransportWords, profile.transport);
    if (reader.error()) {
        return fail(*reader.error());
    }
    profile.port = static_cast<quint16>(port);
    return profile;
}

} // namespace workbench
