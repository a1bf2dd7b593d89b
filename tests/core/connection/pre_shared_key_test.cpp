#include "core/connection/pre_shared_key.h"
#include "core/connection/session_file.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

/// Pre-shared keys in TLS 1.2 and 1.3, and what is said when they do not fit.
class PreSharedKeyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void parsing_data();
    void parsing();
    void ofIdentityAndDigits_data();
    void ofIdentityAndDigits();
    void messagesNeverShowTheKey();
    void connects_data();
    void connects();
    void besideACertificate();
    void unknownKeyBesideACertificate();
    void sessionAfterAKeyIsNoKey();
    void doesNotFit_data();
    void doesNotFit();

private:
    LoopbackPlan plan(TlsVersionSet versions) const;

    tests::TestPki m_pki;
};

namespace {

const QString kKey = QStringLiteral("client 1:00112233445566778899aabbccddeeff");

PreSharedKey key(const QString& text)
{
    return PreSharedKey::parse(text).value();
}

} // namespace

void PreSharedKeyTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void PreSharedKeyTest::parsing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("identity");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("plain") << QStringLiteral("me:0aFF") << QByteArray("me")
                           << QByteArray::fromHex("0aff");
    QTest::newRow("colon in the identity")
        << QStringLiteral("a:b:00") << QByteArray("a:b") << QByteArray(1, '\0');
    QTest::newRow("no colon") << QStringLiteral("0aff") << QByteArray() << QByteArray();
    QTest::newRow("no identity") << QStringLiteral(":0aff") << QByteArray() << QByteArray();
    QTest::newRow("no key") << QStringLiteral("me:") << QByteArray() << QByteArray();
    QTest::newRow("odd") << QStringLiteral("me:0af") << QByteArray() << QByteArray();
    QTest::newRow("long") << QStringLiteral("me:") + QString(2000, QLatin1Char('a')) << QByteArray()
                          << QByteArray();
    QTest::newRow("long identity")
        << QString(300, QLatin1Char('a')) + QStringLiteral(":00") << QByteArray() << QByteArray();
}

void PreSharedKeyTest::parsing()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, identity);
    const Result<PreSharedKey> parsed = PreSharedKey::parse(text);
    QCOMPARE(parsed.has_value(), !identity.isEmpty());
    if (parsed) {
        QCOMPARE(parsed->identity(), identity);
        QTEST(parsed->key(), "bytes");
    }
}

void PreSharedKeyTest::ofIdentityAndDigits_data()
{
    using Code = std::optional<ErrorCode>;
    QTest::addColumn<QString>("identity");
    QTest::addColumn<QString>("digits");
    QTest::addColumn<Code>("code"); // nothing: it is one
    const QString me = QStringLiteral("me");
    QTest::newRow("plain") << me << QStringLiteral(" 00ff\n") << Code();
    QTest::newRow("colon in the identity")
        << QStringLiteral("a:b") << QStringLiteral("00ff") << Code();
    QTest::newRow("identity among the digits")
        << me << QStringLiteral("me:00ff") << Code(ErrorCode::WrongPassword);
    QTest::newRow("odd") << me << QStringLiteral("0ff") << Code(ErrorCode::WrongPassword);
    QTest::newRow("none") << me << QString() << Code(ErrorCode::WrongPassword);
    QTest::newRow("long") << me << QString(2000, QLatin1Char('a'))
                          << Code(ErrorCode::WrongPassword);
    QTest::newRow("no identity") << QString() << QStringLiteral("00ff")
                                 << Code(ErrorCode::InvalidInput);
    QTest::newRow("long identity") << QString(300, QLatin1Char('a')) << QStringLiteral("00ff")
                                   << Code(ErrorCode::InvalidInput);
}

/// Another entry of the digits mends nothing about an identity.
void PreSharedKeyTest::ofIdentityAndDigits()
{
    QFETCH(const QString, identity);
    QFETCH(const QString, digits);
    QFETCH(const std::optional<ErrorCode>, code);
    const Result<PreSharedKey> made = PreSharedKey::of(identity, digits);
    QVERIFY((made ? std::nullopt : std::optional(made.error().code)) == code);
    if (made) {
        QCOMPARE(made->identity(), identity.toUtf8());
        QCOMPARE(made->key(), QByteArray::fromHex("00ff"));
    } else {
        QVERIFY(!made.error().toLine().contains(QStringLiteral("IDENTITY")));
    }
}

void PreSharedKeyTest::messagesNeverShowTheKey()
{
    const Result<PreSharedKey> parsed = PreSharedKey::parse(QStringLiteral("me:secretsecret"));
    QVERIFY(!parsed);
    QVERIFY(!parsed.error().toLine().contains(QLatin1String("secret")));
}

LoopbackPlan PreSharedKeyTest::plan(TlsVersionSet versions) const
{
    LoopbackPlan plan;
    plan.server.name = QStringLiteral("server");
    plan.server.versions = versions;
    plan.server.psk = key(kKey);
    plan.client.name = QStringLiteral("client");
    plan.client.host = QStringLiteral("localhost");
    plan.client.versions = versions;
    plan.client.trust = m_pki.anchors();
    plan.client.psk = key(kKey);
    plan.send = "ping";
    return plan;
}

void PreSharedKeyTest::connects_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("ciphers");
    QTest::newRow("TLS 1.0") << int(TlsVersion::Tls10) << QString();
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12) << QString();
    for (const char* suite :
         {"PSK-AES128-GCM-SHA256", "DHE-PSK-AES256-GCM-SHA384", "ECDHE-PSK-CHACHA20-POLY1305"}) {
        QTest::newRow(suite) << int(TlsVersion::Tls12) << QString::fromLatin1(suite);
    }
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13) << QString();
}

/// Neither end needs a certificate.
void PreSharedKeyTest::connects()
{
    QFETCH(const int, version);
    QFETCH(const QString, ciphers);
    LoopbackPlan thePlan = plan(static_cast<TlsVersion>(version));
    thePlan.client.tuning.cipherList = ciphers;
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QCOMPARE(result.server->result, ConnectionResult::Established);
    for (const ConnectionRecordPtr& record : {result.client, result.server}) {
        QCOMPARE(record->negotiated.pskIdentity, QStringLiteral("client 1"));
        QVERIFY(!record->negotiated.resumed);
        QVERIFY(record->peerCertificates.isEmpty());
    }
    QVERIFY(diagnose(*result.client).isEmpty());
}

void PreSharedKeyTest::besideACertificate()
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        LoopbackPlan thePlan = plan(version);
        thePlan.server.certificates = {m_pki.server()};
        // A client without the key is served by certificate.
        thePlan.client.psk = {};
        const LoopbackResult by = runLoopback(thePlan);
        QVERIFY(by.client && by.server);
        QCOMPARE(by.client->result, ConnectionResult::Established);
        QVERIFY(by.client->negotiated.pskIdentity.isEmpty());
        QVERIFY(!by.client->peerCertificates.isEmpty());
        thePlan.client.psk = key(kKey);
        thePlan.client.tuning.cipherList = QStringLiteral("PSK");
        const LoopbackResult with = runLoopback(thePlan);
        QVERIFY(with.client && with.server);
        QCOMPARE(with.client->result, ConnectionResult::Established);
        QCOMPARE(with.client->negotiated.pskIdentity, QStringLiteral("client 1"));
        QVERIFY(with.client->peerCertificates.isEmpty());
    }
}

/// The server goes on with its certificate: what fails then is no matter of the key.
void PreSharedKeyTest::unknownKeyBesideACertificate()
{
    LoopbackPlan thePlan = plan(TlsVersion::Tls13);
    thePlan.server.certificates = {m_pki.server()};
    thePlan.client.psk = key(QStringLiteral("nobody:00112233445566778899aabbccddeeff"));
    thePlan.client.trust = TrustAnchors::fromCertificates({}, QStringLiteral("none"));
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.server->result, ConnectionResult::Failed);
    QCOMPARE(result.server->unknownPskIdentity, QStringLiteral("nobody"));
    for (const Finding& finding : diagnose(*result.server)) {
        QVERIFY2(!finding.id.startsWith(QLatin1String("psk")), qPrintable(finding.id));
    }
}

void PreSharedKeyTest::sessionAfterAKeyIsNoKey()
{
    const QTemporaryDir folder;
    const LoopbackPlan thePlan = plan(TlsVersion::Tls13);
    TlsServer server(thePlan.server);
    QVERIFY(server.start());
    QSignalSpy served(&server, &TlsServer::connectionFinished);
    ClientOptions options = thePlan.client;
    options.port = server.serverPort();
    options.sessionPath = folder.filePath(QStringLiteral("session.pem"));
    for (const bool resumed : {false, true}) {
        options.session = readSessionFile(options.sessionPath).value();
        QCOMPARE(options.session.isEmpty(), !resumed);
        ClientConnection client(options);
        QSignalSpy finished(&client, &ClientConnection::finished);
        connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
        client.start();
        QVERIFY(finished.wait());
        QTRY_COMPARE(served.size(), resumed ? 2 : 1);
        const auto other = served.last().first().value<ConnectionRecordPtr>();
        for (const ConnectionRecordPtr& record : {client.snapshot(), other}) {
            QCOMPARE(record->result, ConnectionResult::Established);
            // OpenSSL calls both of them reused.
            QCOMPARE(record->negotiated.resumed, resumed);
            QCOMPARE(record->negotiated.pskIdentity.isEmpty(), resumed);
        }
    }
}

void PreSharedKeyTest::doesNotFit_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("clientKey");
    QTest::addColumn<QString>("clientSays");
    QTest::addColumn<QString>("serverSays");
    const QString otherName = QStringLiteral("client 2:00112233445566778899aabbccddeeff");
    const QString otherKey = QStringLiteral("client 1:ff112233445566778899aabbccddeeff");
    QTest::newRow("TLS 1.2, identity")
        << int(TlsVersion::Tls12) << otherName << QStringLiteral("psk-identity-unknown")
        << QStringLiteral("psk-identity-unknown");
    QTest::newRow("TLS 1.3, identity")
        << int(TlsVersion::Tls13) << otherName << QStringLiteral("psk-identity-unknown")
        << QStringLiteral("psk-identity-unknown");
    QTest::newRow("TLS 1.2, key") << int(TlsVersion::Tls12) << otherKey
                                  << QStringLiteral("psk-key-mismatch-tls12")
                                  << QStringLiteral("psk-key-mismatch-tls12");
    QTest::newRow("TLS 1.3, key") << int(TlsVersion::Tls13) << otherKey
                                  << QStringLiteral("psk-key-mismatch-tls13")
                                  << QStringLiteral("psk-key-mismatch-tls13");
    QTest::newRow("TLS 1.2, none")
        << int(TlsVersion::Tls12) << QString() << QStringLiteral("psk-not-configured") << QString();
}

void PreSharedKeyTest::doesNotFit()
{
    QFETCH(const int, version);
    QFETCH(const QString, clientKey);
    QFETCH(const QString, clientSays);
    QFETCH(const QString, serverSays);
    LoopbackPlan thePlan = plan(static_cast<TlsVersion>(version));
    thePlan.client.psk = clientKey.isEmpty() ? PreSharedKey() : key(clientKey);
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    const auto firstOf = [](const ConnectionRecordPtr& record) {
        const QList<Finding> findings = diagnose(*record);
        return findings.isEmpty() ? QString() : findings.first().id;
    };
    QCOMPARE(firstOf(result.client), clientSays);
    if (!serverSays.isEmpty()) {
        QCOMPARE(firstOf(result.server), serverSays);
    }
    for (const NativeError& error : result.client->errors + result.server->errors) {
        QVERIFY(!error.text.contains(QLatin1String("2233445566")));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PreSharedKeyTest)
#include "pre_shared_key_test.moc"
