#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"
#include "tests/core/report/sample_records.h"
#include "tests/core/wire/samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

namespace workbench {

using namespace tests;

namespace {

/// What a member must be; Nullable ones may also be null.
enum class Kind
{
    Text,
    NullableText,
    Number,
    Bool,
    Object,
    Array,
    Time
};

using Shape = QList<std::pair<const char*, Kind>>;

const Shape kDocument {{"schema", Kind::Text},
                       {"name", Kind::Text},
                       {"role", Kind::Text},
                       {"result", Kind::Text},
                       {"target", Kind::Object},
                       {"started", Kind::Time},
                       {"duration_us", Kind::Number},
                       {"phases", Kind::Array},
                       {"offered", Kind::Object},
                       {"negotiated", Kind::Object},
                       {"messages", Kind::Array},
                       {"alerts", Kind::Array},
                       {"certificates", Kind::Array},
                       {"verification", Kind::Object},
                       {"errors", Kind::Array},
                       {"findings", Kind::Array}};
const Shape kTarget {{"host", Kind::Text},
                     {"port", Kind::Number},
                     {"address", Kind::NullableText},
                     {"sni", Kind::NullableText},
                     {"transport", Kind::Text}};
const Shape kPhase {{"name", Kind::Text},
                    {"result", Kind::Text},
                    {"start_us", Kind::Number},
                    {"duration_us", Kind::Number}};
const Shape kOffered {{"versions", Kind::Array},
                      {"cipher_suites", Kind::Array},
                      {"groups", Kind::Array},
                      {"signature_schemes", Kind::Array},
                      {"alpn", Kind::Array}};
const Shape kFingerprints {{"ja3", Kind::Text},
                           {"ja3_text", Kind::Text},
                           {"ja4", Kind::Text},
                           {"ja4_raw", Kind::Text},
                           {"looks_like", Kind::Array}};
const Shape kNegotiated {{"version", Kind::NullableText},
                         {"cipher_suite", Kind::NullableText},
                         {"group", Kind::NullableText},
                         {"signature_scheme", Kind::NullableText},
                         {"alpn", Kind::NullableText},
                         {"resumed", Kind::Bool},
                         {"client_certificate", Kind::Bool}};
const Shape kMessage {{"index", Kind::Number},
                      {"time_us", Kind::Number},
                      {"direction", Kind::Text},
                      {"content_type", Kind::Text},
                      {"type", Kind::Text},
                      {"record_version", Kind::Text},
                      {"length", Kind::Number},
                      {"encrypted", Kind::Bool},
                      {"state", Kind::Text},
                      {"hex", Kind::Text},
                      {"fields", Kind::Array}};
const Shape kAlert {{"direction", Kind::Text},
                    {"level", Kind::Text},
                    {"code", Kind::Number},
                    {"name", Kind::Text},
                    {"time_us", Kind::Number}};
const Shape kCertificate {{"subject", Kind::Text},
                          {"issuer", Kind::Text},
                          {"sha1", Kind::Text},
                          {"sha256", Kind::Text},
                          {"not_before", Kind::Time},
                          {"not_after", Kind::Time},
                          {"san", Kind::Array},
                          {"key", Kind::Text}};
const Shape kVerification {
    {"trusted", Kind::Bool}, {"results", Kind::Array}, {"hostname_matches", Kind::Bool}};
const Shape kVerifyResult {
    {"depth", Kind::Number}, {"code", Kind::Number}, {"name", Kind::Text}, {"text", Kind::Text}};
const Shape kError {{"source", Kind::Text}, {"code", Kind::Text}, {"text", Kind::Text}};
const Shape kFinding {{"id", Kind::Text},
                      {"severity", Kind::Text},
                      {"phase", Kind::Text},
                      {"confidence", Kind::Text},
                      {"issued_by", Kind::Text},
                      {"title", Kind::Text},
                      {"cause", Kind::Text},
                      {"fix", Kind::Array},
                      {"evidence", Kind::Array}};

bool fits(const QJsonValue& value, Kind kind)
{
    static const QRegularExpression time(
        QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"));
    switch (kind) {
    case Kind::Text:
        return value.isString();
    case Kind::NullableText:
        return value.isNull() || (value.isString() && !value.toString().isEmpty());
    case Kind::Number:
        return value.isDouble();
    case Kind::Bool:
        return value.isBool();
    case Kind::Object:
        return value.isObject();
    case Kind::Array:
        return value.isArray();
    case Kind::Time:
        return time.match(value.toString()).hasMatch();
    }
    return false;
}

/// The first member that is missing or of the wrong type; empty: none.
QString firstMisfit(const QJsonObject& object, const Shape& shape)
{
    for (const auto& [member, kind] : shape) {
        if (!object.contains(QLatin1String(member))
            || !fits(object.value(QLatin1String(member)), kind)) {
            return QString::fromLatin1(member);
        }
    }
    return {};
}

QString firstMisfit(const QJsonArray& array, const Shape& shape)
{
    for (const auto& value : array) {
        QString misfit = firstMisfit(value.toObject(), shape);
        if (!misfit.isEmpty()) {
            return misfit;
        }
    }
    return {};
}

} // namespace

class JsonReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMemberIsThere_data();
    void everyMemberIsThere();
    void fingerprintsOfTheHello();
    void valuesOfAWorkingConnection();
    void valuesOfAFailedConnection();
    void unknownIsNull();
    void serverIsItsOwnTarget();
    void messageBytesCanBeLeftOut();
    void ownCertificateThatWasSent();
    void clearDialogueOnlyWhereThereIsOne();
    void foundAddressesAndBothFormsOfAName();
    void damagedCertificateKeepsItsHash();
};

void JsonReportTest::everyMemberIsThere_data()
{
    QTest::addColumn<bool>("worked");
    QTest::addColumn<bool>("empty");
    QTest::newRow("established") << true << false;
    QTest::newRow("refused") << false << false;
    QTest::newRow("nothing known") << false << true;
}

void JsonReportTest::fingerprintsOfTheHello()
{
    ConnectionRecord record = refusedRecord();
    record.messages.first().bytes = ::samples::handshake("rfc8448-section-3", 1);
    record.messages.first().length = static_cast<int>(record.messages.first().bytes.size());
    QCOMPARE(firstMisfit(toJson(record, {}).value("fingerprints").toObject(), kFingerprints),
             QString());
    record.messages.clear();
    QVERIFY(toJson(record, {}).value("fingerprints").isNull());
}

void JsonReportTest::everyMemberIsThere()
{
    QFETCH(bool, worked);
    QFETCH(bool, empty);
    ConnectionRecord record = worked ? establishedRecord() : refusedRecord();
    if (empty) {
        record = ConnectionRecord();
        record.result = ConnectionResult::Failed;
        record.started = QDateTime::currentDateTimeUtc();
    }
    const QJsonObject document = toJson(record, diagnose(record));
    QCOMPARE(firstMisfit(document, kDocument), QString());
    QCOMPARE(firstMisfit(document.value("target").toObject(), kTarget), QString());
    QCOMPARE(firstMisfit(document.value("phases").toArray(), kPhase), QString());
    QCOMPARE(firstMisfit(document.value("offered").toObject(), kOffered), QString());
    QCOMPARE(firstMisfit(document.value("negotiated").toObject(), kNegotiated), QString());
    QCOMPARE(firstMisfit(document.value("messages").toArray(), kMessage), QString());
    QCOMPARE(firstMisfit(document.value("alerts").toArray(), kAlert), QString());
    QCOMPARE(firstMisfit(document.value("certificates").toArray(), kCertificate), QString());
    QCOMPARE(firstMisfit(document.value("verification").toObject(), kVerification), QString());
    QCOMPARE(firstMisfit(document.value("verification").toObject().value("results").toArray(),
                         kVerifyResult),
             QString());
    QCOMPARE(firstMisfit(document.value("errors").toArray(), kError), QString());
    QCOMPARE(firstMisfit(document.value("findings").toArray(), kFinding), QString());
    QVERIFY(!QJsonDocument(document).toJson(QJsonDocument::Compact).contains('\n'));
}

void JsonReportTest::valuesOfAWorkingConnection()
{
    const QJsonObject document = toJson(establishedRecord(), {});
    QCOMPARE(document.value("schema").toString(), QStringLiteral("tls-workbench/connection/1"));
    QCOMPARE(document.value("role").toString(), QStringLiteral("client"));
    QCOMPARE(document.value("result").toString(), QStringLiteral("established"));
    QCOMPARE(document.value("started").toString(), QStringLiteral("2023-11-14T22:13:20.123Z"));
    QCOMPARE(document.value("findings").toArray().size(), 0);

    const QJsonObject agreed = document.value("negotiated").toObject();
    QCOMPARE(agreed.value("version").toString(), QStringLiteral("TLS 1.3"));
    QCOMPARE(agreed.value("cipher_suite").toString(), QStringLiteral("TLS_AES_128_GCM_SHA256"));
    QCOMPARE(agreed.value("group").toString(), QStringLiteral("x25519"));
    QCOMPARE(agreed.value("signature_scheme").toString(), QStringLiteral("ecdsa_secp256r1_sha256"));
    QCOMPARE(agreed.value("alpn").toString(), QStringLiteral("h2"));

    const QJsonArray messages = document.value("messages").toArray();
    const QJsonObject hello = messages.at(0).toObject();
    QCOMPARE(hello.value("type").toString(), QStringLiteral("client_hello"));
    QCOMPARE(hello.value("record_version").toString(), QStringLiteral("0x0301"));
    QCOMPARE(hello.value("direction").toString(), QStringLiteral("sent"));
    QCOMPARE(hello.value("hex").toString(), QStringLiteral("01000002abcd"));
    QCOMPARE(hello.value("length").toInt(), 6);
    QCOMPARE(messages.at(2).toObject().value("type").toString(),
             QStringLiteral("application_data"));
    QCOMPARE(messages.at(3).toObject().value("type").toString(),
             QStringLiteral("change_cipher_spec"));

    const QJsonArray certificates = document.value("certificates").toArray();
    QCOMPARE(certificates.size(), 2);
    QCOMPARE(certificates.at(0).toObject().value("key").toString(), QStringLiteral("EC P-256"));
    QCOMPARE(certificates.at(0).toObject().value("sha1").toString().size(), 40);
    QCOMPARE(certificates.at(0).toObject().value("sha256").toString().size(), 64);
    QVERIFY(certificates.at(0).toObject().value("san").toArray().contains(
        QStringLiteral("dns:localhost")));

    const QJsonObject check = document.value("verification").toObject();
    QVERIFY(check.value("trusted").toBool());
    QVERIFY(check.value("hostname_matches").toBool());
    QCOMPARE(check.value("results").toArray().at(0).toObject().value("name").toString(),
             QStringLiteral("X509_V_OK"));
}

void JsonReportTest::valuesOfAFailedConnection()
{
    const ConnectionRecord record = refusedRecord();
    const QJsonObject document = toJson(record, diagnose(record));
    QCOMPARE(document.value("result").toString(), QStringLiteral("failed"));
    QCOMPARE(document.value("phases").toArray().last().toObject().value("result").toString(),
             QStringLiteral("failed"));
    const QJsonObject alert = document.value("alerts").toArray().at(0).toObject();
    QCOMPARE(alert.value("name").toString(), QStringLiteral("protocol_version"));
    QCOMPARE(alert.value("level").toString(), QStringLiteral("fatal"));
    QCOMPARE(alert.value("code").toInt(), 70);
    QCOMPARE(document.value("messages").toArray().at(1).toObject().value("type").toString(),
             QStringLiteral("protocol_version"));
    const QJsonArray errors = document.value("errors").toArray();
    QCOMPARE(errors.at(0).toObject().value("code").toString(), QStringLiteral("0A00042E"));
    QCOMPARE(errors.at(0).toObject().value("source").toString(), QStringLiteral("openssl"));
    QCOMPARE(errors.at(1).toObject().value("code").toString(), QStringLiteral("104"));
    QCOMPARE(errors.at(2).toObject().value("code").toString(), QStringLiteral("13"));
    const QJsonObject verdict = document.value("findings").toArray().at(0).toObject();
    QCOMPARE(verdict.value("id").toString(), QStringLiteral("version-server-too-old"));
    QCOMPARE(verdict.value("severity").toString(), QStringLiteral("error"));
    QCOMPARE(verdict.value("issued_by").toString(), QStringLiteral("peer"));
}

void JsonReportTest::unknownIsNull()
{
    const ConnectionRecord record = refusedRecord();
    const QJsonObject agreed = toJson(record, {}).value("negotiated").toObject();
    for (const char* member : {"version", "cipher_suite", "group", "signature_scheme", "alpn"}) {
        QVERIFY2(agreed.value(QLatin1String(member)).isNull(), member);
    }
    ConnectionRecord nameless = record;
    nameless.serverName.clear();
    nameless.peerAddress.clear();
    const QJsonObject target = toJson(nameless, {}).value("target").toObject();
    QVERIFY(target.value("sni").isNull());
    QVERIFY(target.value("address").isNull());
}

void JsonReportTest::serverIsItsOwnTarget()
{
    ConnectionRecord record = refusedRecord();
    record.role = Role::Server;
    const QJsonObject document = toJson(record, {});
    QCOMPARE(document.value("role").toString(), QStringLiteral("server"));
    QCOMPARE(document.value("target").toObject().value("port").toInt(), 40000);
    QCOMPARE(document.value("peer").toObject().value("port").toInt(), 5043);
}

void JsonReportTest::messageBytesCanBeLeftOut()
{
    const QJsonObject document
        = toJson(establishedRecord(), {}, {.colour = false, .messageBytes = false});
    QCOMPARE(document.value("messages").toArray().at(0).toObject().value("hex").toString(),
             QString());
    QCOMPARE(document.value("messages").toArray().at(0).toObject().value("length").toInt(), 6);
}

void JsonReportTest::ownCertificateThatWasSent()
{
    ConnectionRecord record = establishedRecord();
    record.role = Role::Server;
    record.ownCertificate = record.peerCertificates.first();
    record.ownCertificateName = QStringLiteral("shop");
    QVERIFY(toJson(record, {}).value("own_certificate").isNull());
    record.messages.append(
        {.direction = Direction::Sent, .contentType = 22, .bytes = QByteArray("\x0b\0\0\0", 4)});
    const QJsonObject sent = toJson(record, {}).value("own_certificate").toObject();
    QCOMPARE(firstMisfit(sent, kCertificate), QString());
    QCOMPARE(sent.value("entry").toString(), QStringLiteral("shop"));
}

void JsonReportTest::clearDialogueOnlyWhereThereIsOne()
{
    ConnectionRecord record = establishedRecord();
    QVERIFY(!toJson(record, {}).contains("clear_dialogue"));
    QVERIFY(!toJson(record, {}).contains("clear_bytes_sent"));
    QVERIFY(!toJson(record, {}).value("target").toObject().contains("proxy"));
    record.clearDialogue
        = {{.timeUs = 7, .direction = Direction::Received, .bytes = "HTTP/1.1 200 OK\r\n\r\n"}};
    record.clearSent = 50;
    record.clearReceived = 19;
    record.proxy = QStringLiteral("http://proxy.test:3128");
    record.port = 443;
    const QJsonObject document = toJson(record, {});
    QCOMPARE(document.value("clear_bytes_sent").toInt(), 50);
    QCOMPARE(document.value("clear_bytes_received").toInt(), 19);
    const QJsonObject said = document.value("clear_dialogue").toArray().at(0).toObject();
    QCOMPARE(said.value("time_us").toInt(), 7);
    QCOMPARE(said.value("direction").toString(), QStringLiteral("received"));
    QCOMPARE(said.value("text").toString(), QStringLiteral("HTTP/1.1 200 OK\r\n\r\n"));
    QVERIFY(said.value("hex").toString().startsWith(QStringLiteral("485454502f")));
    const QJsonObject target = document.value("target").toObject();
    QCOMPARE(target.value("proxy").toString(), record.proxy);
    QCOMPARE(target.value("port").toInt(), 443);
}

void JsonReportTest::foundAddressesAndBothFormsOfAName()
{
    ConnectionRecord record = establishedRecord();
    QVERIFY(!toJson(record, {}).value("target").toObject().contains("host_international"));
    record.host = QStringLiteral("xn--bcher-kva.test");
    record.phases.first().startUs = 50; // the look-up began a little later than the attempt
    record.found = {{QHostAddress(QStringLiteral("2001:db8::1")), 200}, {record.peerAddress, 250}};
    record.addresses.prepend({.address = record.found.first().address,
                              .durationUs = 250'000,
                              .givenUp = true,
                              .error = QStringLiteral("given up")});
    const QJsonObject document = toJson(record, {});
    const QJsonObject target = document.value("target").toObject();
    QCOMPARE(target.value("host").toString(), record.host);
    QCOMPARE(target.value("host_international").toString(), QStringLiteral("bücher.test"));
    const QJsonArray found = target.value("addresses").toArray();
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.at(0).toObject().value("address").toString(), QStringLiteral("2001:db8::1"));
    QCOMPARE(found.at(0).toObject().value("family").toString(), QStringLiteral("ipv6"));
    QCOMPARE(found.at(0).toObject().value("time_us").toInt(), 200);
    QCOMPARE(found.at(0).toObject().value("duration_us").toInt(), 150);
    QCOMPARE(found.at(1).toObject().value("family").toString(), QStringLiteral("ipv4"));
    const QJsonArray tried = document.value("addresses").toArray();
    QVERIFY(tried.at(0).toObject().value("given_up").toBool());
    QVERIFY(!tried.at(1).toObject().value("given_up").toBool());
}

void JsonReportTest::damagedCertificateKeepsItsHash()
{
    ConnectionRecord record = establishedRecord();
    record.peerCertificates = {QByteArray("no certificate")};
    const QJsonObject certificate
        = toJson(record, {}).value("certificates").toArray().at(0).toObject();
    QCOMPARE(certificate.value("sha1").toString().size(), 40);
    QVERIFY(!certificate.value("error").toString().isEmpty());
    QVERIFY(certificate.value("not_before").isNull());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::JsonReportTest)
#include "json_report_test.moc"
