#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

#include <openssl/crypto.h>

namespace workbench {

using namespace tests;

namespace {

/// A change to an otherwise working pair, and what each end must say about it.
struct LoopbackCase
{
    QByteArray name;
    std::function<void(LoopbackPlan&, const TestPki&)> change;
    QString client; ///< expected first finding of the client; empty: none
    QString clientAlone; ///< the same when the server's record is not known
    QString server; ///< of the server
};

const TlsVersionSet kOldVersions = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11;

/// A server whose level forbids every version answers with alert 70 from OpenSSL 3.5 on; before,
/// with alert 80.
bool saysVersionAtItsLevel()
{
    constexpr unsigned long kOpenSsl35 = 0x30500000;
    return OpenSSL_version_num() >= kOpenSsl35;
}

QList<LoopbackCase> versionCases()
{
    return {
        {"all is well", [](LoopbackPlan&, const TestPki&) {}, {}, {}, {}},
        {"client too old",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = TlsVersion::Tls12;
             plan.server.versions = TlsVersion::Tls13;
         },
         "version-client-too-old",
         "version-client-too-old",
         "version-client-too-old"},
        {"server too old",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = TlsVersion::Tls13;
             plan.server.versions = TlsVersion::Tls12;
         },
         "version-server-too-old",
         "version-server-too-old",
         "version-server-too-old"},
        {"level forbids the version",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = kOldVersions;
             plan.server.versions = kOldVersions;
             plan.server.tuning.securityLevel = 2;
         },
         "version-blocked-by-security-level",
         // The server's library decides what a client that knows only its own end is told.
         saysVersionAtItsLevel() ? "version-client-too-old" : "version-blocked-by-security-level",
         "version-blocked-by-security-level"},
        {"no suite of TLS 1.2",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = TlsVersion::Tls12;
             plan.client.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES128-GCM-SHA256");
             plan.server.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES256-GCM-SHA384");
         },
         "no-shared-cipher-tls12",
         "no-shared-cipher-tls12",
         "no-shared-cipher-tls12"},
        {"no suite of TLS 1.3",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = TlsVersion::Tls13;
             plan.client.tuning.cipherSuites = QStringLiteral("TLS_AES_128_GCM_SHA256");
             plan.server.tuning.cipherSuites = QStringLiteral("TLS_AES_256_GCM_SHA384");
         },
         "no-shared-cipher-tls13",
         "no-shared-cipher-tls13",
         "no-shared-cipher-tls13"},
        {"suites for another key",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.versions = TlsVersion::Tls12;
             plan.client.tuning.cipherList = QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256");
         },
         "certificate-key-type-not-offered",
         "no-shared-cipher-tls12",
         "certificate-key-type-not-offered"},
        {"no group",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.tuning.groups = QStringLiteral("P-256");
             plan.client.versions = TlsVersion::Tls13;
             plan.server.tuning.groups = QStringLiteral("X448");
         },
         "no-shared-group-tls13",
         "no-shared-group-tls13",
         "no-shared-group-tls13"},
        {"no application protocol",
         [](LoopbackPlan& plan, const TestPki&) {
             plan.client.tuning.alpn = QStringList {QStringLiteral("h2")};
             plan.server.tuning.alpn = QStringList {QStringLiteral("http/1.1")};
         },
         "alpn-no-overlap",
         "alpn-no-overlap",
         "alpn-no-overlap"},
        {"set to deny",
         [](LoopbackPlan& plan, const TestPki&) { plan.server.access.deny = true; },
         "closed-after-accept",
         "closed-after-accept",
         "server-set-to-deny"},
    };
}

LoopbackCase serverCertificate(const char* id, KeyMaterial (TestPki::*make)() const)
{
    return {QByteArray("server presents: ") + id,
            [make](LoopbackPlan& plan, const TestPki& pki) {
                plan.server.certificates = QList<KeyMaterial> {(pki.*make)()};
            },
            QString::fromLatin1(id),
            QString::fromLatin1(id),
            "peer-rejected-our-certificate"};
}

QList<LoopbackCase> certificateCases()
{
    return {
        serverCertificate("certificate-expired", &TestPki::expiredServer),
        serverCertificate("certificate-not-yet-valid", &TestPki::futureServer),
        serverCertificate("certificate-self-signed", &TestPki::selfSignedServer),
        serverCertificate("issuer-certificate-expired", &TestPki::serverOfExpiredIntermediate),
        serverCertificate("intermediate-missing", &TestPki::serverWithoutIntermediate),
        {"another name",
         [](LoopbackPlan& plan, const TestPki& pki) {
             plan.server.certificates
                 = QList<KeyMaterial> {pki.server({QStringLiteral("dns:other.test")})};
         },
         "hostname-mismatch",
         "hostname-mismatch",
         "peer-rejected-our-certificate"},
        {"root sent and not trusted",
         [](LoopbackPlan& plan, const TestPki& pki) {
             plan.server.certificates = QList<KeyMaterial> {pki.serverWithRoot()};
             plan.client.trust = TestPki().anchors();
         },
         "root-not-trusted",
         "root-not-trusted",
         "peer-rejected-our-certificate"},
        {"CA not trusted",
         [](LoopbackPlan& plan, const TestPki& pki) { plan.client.trust = pki.strangers(); },
         "issuer-not-trusted",
         "issuer-not-trusted",
         "peer-rejected-our-certificate"},
        {"key too small",
         [](LoopbackPlan& plan, const TestPki& pki) {
             plan.server.certificates = QList<KeyMaterial> {pki.weakServer()};
             plan.server.tuning.securityLevel = 0;
             plan.client.tuning.securityLevel = 2;
         },
         "certificate-key-too-small",
         "certificate-key-too-small",
         "peer-rejected-our-certificate"},
        {"trusted site",
         [](LoopbackPlan& plan, const TestPki& pki) {
             plan.server.certificates = QList<KeyMaterial> {pki.selfSignedServer()};
             plan.client.verify = VerifyMode::None;
         },
         "verification-switched-off",
         "verification-switched-off",
         {}},
    };
}

LoopbackCase clientCertificate(TlsVersion version,
                               const char* id,
                               const std::function<KeyMaterial(const TestPki&)>& make)
{
    return {toText(version).toLatin1() + " client presents: " + id,
            [version, make](LoopbackPlan& plan, const TestPki& pki) {
                plan.client.versions = version;
                plan.server.clientCertificate = ClientCertificatePolicy::Require;
                plan.server.clientTrust = pki.anchors();
                if (make) {
                    plan.client.credentials = make(pki);
                }
            },
            QString::fromLatin1(id),
            QString::fromLatin1(id),
            QString::fromLatin1(id)};
}

QList<LoopbackCase> clientCertificateCases()
{
    QList<LoopbackCase> cases {
        clientCertificate(TlsVersion::Tls12, "client-certificate-missing-tls12", {}),
        clientCertificate(TlsVersion::Tls13, "client-certificate-missing-tls13", {})};
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        cases.append(clientCertificate(version, "client-certificate-untrusted", [](const TestPki&) {
            return TestPki().client();
        }));
        cases.append(clientCertificate(version,
                                       "client-certificate-expired",
                                       [](const TestPki& pki) { return pki.expiredClient(); }));
    }
    return cases;
}

QString firstId(const QList<Finding>& findings)
{
    return findings.isEmpty() ? QString() : findings.first().id;
}

QByteArray describe(const QList<Finding>& findings)
{
    QString text;
    for (const Finding& finding : findings) {
        text
            += QStringLiteral("\n  %1: %2\n    %3")
                   .arg(finding.id, finding.title, finding.evidence.join(QStringLiteral("\n    ")));
    }
    return text.toUtf8();
}

} // namespace

/// The rules on what real handshakes of this program leave behind.
class LoopbackDiagnosisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bothEndsSayWhy_data();
    void bothEndsSayWhy();
    void refusalInClearIsExplained_data();
    void refusalInClearIsExplained();
    void peersWithoutTlsAreNamed_data();
    void peersWithoutTlsAreNamed();
    void clientsWithoutTlsAreNamed_data();
    void clientsWithoutTlsAreNamed();

private:
    TestPki m_pki;
    QList<LoopbackCase> m_cases;
};

void LoopbackDiagnosisTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    m_cases = versionCases() + certificateCases() + clientCertificateCases();
}

void LoopbackDiagnosisTest::bothEndsSayWhy_data()
{
    QTest::addColumn<int>("index");
    for (int index = 0; index < m_cases.size(); ++index) {
        QTest::newRow(m_cases.at(index).name.constData()) << index;
    }
}

void LoopbackDiagnosisTest::bothEndsSayWhy()
{
    QFETCH(int, index);
    const LoopbackCase& testCase = m_cases.at(index);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.send = "hello";
    testCase.change(plan, m_pki);
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);

    const QList<Finding> server = diagnose(*result.server);
    QVERIFY2(firstId(server) == testCase.server, describe(server).constData());
    const QList<Finding> informed = diagnose(*result.client, result.server.get());
    QVERIFY2(firstId(informed) == testCase.client, describe(informed).constData());
    const QList<Finding> alone = diagnose(*result.client);
    QVERIFY2(firstId(alone) == testCase.clientAlone, describe(alone).constData());
}

void LoopbackDiagnosisTest::refusalInClearIsExplained_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("ofServer");
    QTest::addColumn<bool>("explained");
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12) << false << false;
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13) << false << true;
    QTest::newRow("the server of it") << int(TlsVersion::Tls13) << true << false;
}

/// Where the alert of a refusal left unencrypted, the verdict says what servers may make of it.
void LoopbackDiagnosisTest::refusalInClearIsExplained()
{
    QFETCH(const int, version);
    QFETCH(const bool, ofServer);
    QFETCH(const bool, explained);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.certificates = {m_pki.expiredServer()};
    plan.client.versions = static_cast<TlsVersion>(version);
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    const ConnectionRecord& record = ofServer ? *result.server : *result.client;
    const auto alert = std::find_if(record.messages.begin(),
                                    record.messages.end(),
                                    [](const TraceMessage& one) { return one.contentType == 21; });
    QVERIFY(alert != record.messages.end());
    QVERIFY(!alert->encrypted);
    const QList<Finding> findings = diagnose(record);
    QCOMPARE(firstId(findings),
             ofServer ? QStringLiteral("peer-rejected-our-certificate")
                      : QStringLiteral("certificate-expired"));
    for (const Finding& finding : findings) {
        const bool first = finding == findings.first();
        QCOMPARE(finding.cause.contains(QStringLiteral("alert 45 certificate_expired, left "
                                                       "unencrypted")),
                 explained && first);
        QCOMPARE(finding.cause.contains(QStringLiteral("“Insufficient buffer remaining for AEAD "
                                                       "cipher fragment” (Java)")),
                 explained && first);
    }
}

void LoopbackDiagnosisTest::peersWithoutTlsAreNamed_data()
{
    using Behaviour = RawPeer::Behaviour;
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("id");
    const auto row = [](Behaviour behaviour, const QByteArray& text, const char* id) {
        QTest::addRow("%s, %d", id, static_cast<int>(behaviour))
            << static_cast<int>(behaviour) << text << QString::fromLatin1(id);
    };
    row(Behaviour::CloseAtOnce, {}, "closed-after-accept");
    row(Behaviour::ResetAtOnce, {}, "reset-after-accept");
    row(Behaviour::Silence, {}, "silence-after-client-hello");
    row(Behaviour::CloseAfterFirstBytes, {}, "closed-after-client-hello");
    row(Behaviour::ResetAfterFirstBytes, {}, "reset-after-client-hello");
    row(Behaviour::AnswerFirstBytes, "HTTP/1.1 400 Bad Request\r\n\r\n", "plain-http-server");
    row(Behaviour::AnswerAndClose, "N", "plain-database-or-ldap-server");
    row(Behaviour::AnswerFirstBytes, "N", "plain-database-or-ldap-server");
    row(Behaviour::Speak, "220 mail.test ESMTP\r\n", "plain-smtp-or-ftp-server");
    row(Behaviour::Speak, "SSH-2.0-Test\r\n", "plain-ssh-server");
    row(Behaviour::Speak, "* OK IMAP4rev1\r\n", "plain-imap-pop3-nntp-sieve-server");
}

void LoopbackDiagnosisTest::peersWithoutTlsAreNamed()
{
    QFETCH(int, behaviour);
    QFETCH(QByteArray, text);
    QFETCH(QString, id);
    const RawPeer peer(static_cast<RawPeer::Behaviour>(behaviour), text);
    ClientOptions options;
    options.host = QStringLiteral("127.0.0.1");
    options.port = peer.serverPort();
    options.trust = m_pki.anchors();
    options.limits.whole = Milliseconds(300);
    ClientConnection client(options);
    QSignalSpy finished(&client, &ClientConnection::finished);
    client.start();
    QVERIFY(finished.wait());
    const QList<Finding> findings = diagnose(*client.snapshot());
    QVERIFY2(firstId(findings) == id, describe(findings).constData());
}

void LoopbackDiagnosisTest::clientsWithoutTlsAreNamed_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QString>("id");
    const auto row = [](const QByteArray& sent, const char* id) {
        QTest::addRow("%s: %s", id, sent.left(4).toHex().constData())
            << sent << QString::fromLatin1(id);
    };
    row("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "client-sent-plain-http");
    row("CONNECT shop.test:443 HTTP/1.1\r\n\r\n", "client-sent-proxy-connect");
    row("EHLO client.test\r\n", "client-sent-plain-text");
    row(QByteArray::fromHex("802e0100020015000000100100800700c0030080"), "client-sent-sslv2-hello");
    row(QByteArray::fromHex("c1d2e3f4051627380102030405060708"), "not-tls-data");
    row(QByteArray::fromHex("1603010200"), "server-handshake-timed-out");
    row({}, "server-handshake-timed-out");
}

void LoopbackDiagnosisTest::clientsWithoutTlsAreNamed()
{
    QFETCH(QByteArray, sent);
    QFETCH(QString, id);
    ServerOptions options;
    options.certificates = {m_pki.server()};
    options.limits.handshake = Milliseconds(200);
    TlsServer server(options);
    QVERIFY(server.start());
    QSignalSpy finished(&server, &TlsServer::connectionFinished);
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), server.serverPort());
    socket.write(sent);
    QVERIFY(finished.wait());
    const auto record = finished.first().first().value<ConnectionRecordPtr>();
    const QList<Finding> findings = diagnose(*record);
    QVERIFY2(firstId(findings) == id, describe(findings).constData());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LoopbackDiagnosisTest)
#include "loopback_diagnosis_test.moc"
