#include "core/certificates/certificate_facts.h"
#include "core/connection/ocsp_staple.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QTest>

namespace workbench {

/// A stapled OCSP response: asked for, given, judged, and refused with the alert that belongs to
/// it.
class OcspStapleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void judgement_data();
    void judgement();
    void brokenResponses();
    void goodStaple_data();
    void goodStaple();
    void revokedIsRefused_data();
    void revokedIsRefused();
    void trustedSiteShowsIt();
    void noneCame();
    void promisedStapleIsMissed_data();
    void promisedStapleIsMissed();
    void nobodyAsked();
    void eachCertificateHasItsOwn_data();
    void eachCertificateHasItsOwn();

private:
    LoopbackPlan plan(TlsVersionSet versions, const QByteArray& staple) const;
    QByteArray staple(const OcspRequest& request) const;

    tests::TestPki m_pki;
    KeyMaterial m_server;
};

void OcspStapleTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    m_server = m_pki.server();
}

QByteArray OcspStapleTest::staple(const OcspRequest& request) const
{
    return makeOcspResponse(m_server.certificate.get(), request, m_pki.intermediate()).value();
}

LoopbackPlan OcspStapleTest::plan(TlsVersionSet versions, const QByteArray& response) const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.certificates = {m_server};
    plan.server.versions = versions;
    plan.server.staples = {response};
    plan.client.versions = versions;
    plan.client.askStaple = true;
    return plan;
}

void OcspStapleTest::judgement_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<bool>("acceptable");
    QTest::addColumn<bool>("signatureValid");
    QTest::addColumn<bool>("current");
    QTest::addColumn<QString>("words");
    m_server = m_pki.server();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QTest::newRow("good") << staple({}) << true << true << true << QString();
    QTest::newRow("revoked") << staple({.status = OcspStatus::Revoked,
                                        .reason = QStringLiteral("keyCompromise"),
                                        .revocationTime = now.addDays(-3)})
                             << false << true << true << QStringLiteral("keyCompromise");
    QTest::newRow("unknown") << staple({.status = OcspStatus::Unknown}) << false << true << true
                             << QStringLiteral("does not know");
    QTest::newRow("old") << staple({.thisUpdate = now.addDays(-9), .nextUpdate = now.addDays(-2)})
                         << false << true << false << QStringLiteral("out of date");
    QTest::newRow("early") << staple({.thisUpdate = now.addDays(1)}) << false << true << false
                           << QStringLiteral("not valid before");
    const KeyMaterial other = m_pki.server();
    QTest::newRow("another certificate")
        << makeOcspResponse(other.certificate.get(), {}, m_pki.intermediate()).value() << false
        << true << false << QStringLiteral("another certificate");
    const tests::TestPki foreign;
    const KeyMaterial theirs = foreign.server();
    QTest::newRow("another issuer")
        << makeOcspResponse(theirs.certificate.get(), {}, foreign.intermediate()).value() << false
        << false << false << QStringLiteral("signature");
    QByteArray changed = staple({});
    changed.back() = static_cast<char>(changed.back() ^ 1);
    QTest::newRow("changed signature")
        << changed << false << false << true << QStringLiteral("signature");
}

void OcspStapleTest::judgement()
{
    QFETCH(const QByteArray, response);
    QFETCH(const QString, words);
    QList<QByteArray> chain {toDer(m_server.certificate.get())};
    for (const auto& issuer : m_server.chain) {
        chain.append(toDer(issuer.get()));
    }
    const OcspStaple judged = judgeStaple(response, chain);
    QVERIFY(judged.present && judged.judged);
    QTEST(judged.isAcceptable(), "acceptable");
    QTEST(judged.signatureValid, "signatureValid");
    QTEST(judged.current, "current");
    QVERIFY2(judged.problem.contains(words), qPrintable(judged.problem));
    QVERIFY(!judged.delegated);
    if (judged.isAcceptable()) {
        QCOMPARE(judged.signer, certificateFacts(m_pki.intermediate().certificate.get()).subject);
        QCOMPARE(judged.answer->serial, certificateFacts(m_server.certificate.get()).serial);
    }
    // Without its issuer nobody can say whose signature it is.
    QVERIFY(!judgeStaple(response, chain.mid(0, 1)).isAcceptable());
    QVERIFY(!judgeStaple(response, {}).isAcceptable());
}

void OcspStapleTest::brokenResponses()
{
    const QByteArray whole = staple({});
    const QList<QByteArray> chain {toDer(m_server.certificate.get()),
                                   toDer(m_server.chain.first().get())};
    for (qsizetype length = 0; length < whole.size(); ++length) {
        const OcspStaple judged = judgeStaple(whole.left(length), chain);
        QVERIFY(!judged.isAcceptable());
        QVERIFY(!judged.problem.isEmpty());
    }
    const OcspStaple later = judgeStaple(QByteArray::fromHex("30030a0103"), chain);
    QVERIFY2(later.problem.contains(QLatin1String("trylater")), qPrintable(later.problem));
}

void OcspStapleTest::goodStaple_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << int(TlsVersion::Tls12);
    QTest::newRow("TLS 1.3") << int(TlsVersion::Tls13);
}

void OcspStapleTest::goodStaple()
{
    QFETCH(const int, version);
    const QByteArray response = staple({});
    const LoopbackResult result = runLoopback(plan(static_cast<TlsVersion>(version), response));
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QVERIFY(result.client->staple.requested);
    QVERIFY2(result.client->staple.isAcceptable(), qPrintable(result.client->staple.problem));
    QCOMPARE(result.client->staple.response, response);
    QVERIFY(result.server->staple.requested);
    QVERIFY(result.server->staple.present);
    QVERIFY(!result.server->staple.judged);
}

void OcspStapleTest::revokedIsRefused_data()
{
    goodStaple_data();
}

void OcspStapleTest::revokedIsRefused()
{
    QFETCH(const int, version);
    const QByteArray response = staple({.status = OcspStatus::Revoked});
    const LoopbackResult result = runLoopback(plan(static_cast<TlsVersion>(version), response));
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    constexpr int kBadCertificateStatusResponse = 113;
    const AlertFact* alert = result.client->fatalAlert(Direction::Sent);
    QVERIFY(alert != nullptr);
    QCOMPARE(int(alert->code), kBadCertificateStatusResponse);
    QVERIFY(result.client->staple.answer);
    QCOMPARE(result.client->staple.answer->status, OcspStatus::Revoked);
    QVERIFY(result.client->verification.trusted);
}

void OcspStapleTest::trustedSiteShowsIt()
{
    LoopbackPlan thePlan = plan(TlsVersion::Tls13, staple({.status = OcspStatus::Revoked}));
    thePlan.client.verify = VerifyMode::None;
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QVERIFY(!result.client->staple.isAcceptable());
    const Finding finding = diagnose(*result.client).value(0);
    QCOMPARE(finding.id, QStringLiteral("ocsp-staple-invalid"));
    QCOMPARE(finding.severity, Severity::Warning); // which leaves the status at 0
}

void OcspStapleTest::noneCame()
{
    const LoopbackResult result = runLoopback(plan(TlsVersion::Tls13, {}));
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result, ConnectionResult::Established);
    QVERIFY(result.client->staple.requested);
    QVERIFY(!result.client->staple.present);
}

void OcspStapleTest::promisedStapleIsMissed_data()
{
    QTest::addColumn<bool>("asked");
    QTest::addColumn<TlsVersion>("version");
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
        for (const bool asked : {true, false}) {
            QTest::addRow("%s, %s", qPrintable(toText(version)), asked ? "asked" : "not asked")
                << asked << version;
        }
    }
}

/// The certificate says that its servers staple, and this one does not.
void OcspStapleTest::promisedStapleIsMissed()
{
    QFETCH(const bool, asked);
    QFETCH(const TlsVersion, version);
    LoopbackPlan wanted = plan(version, {});
    CertificateRequest request;
    request.kind = CertificateKind::Server;
    request.subject = QStringLiteral("localhost");
    request.san = {QStringLiteral("dns:localhost")};
    request.mustStaple = true;
    // time(), by which OpenSSL judges, may be some milliseconds behind the clock.
    request.notBefore = QDateTime::currentDateTimeUtc().addSecs(-1);
    wanted.server.certificates = {tests::TestPki::make(request, &m_pki.intermediate())};
    wanted.client.askStaple = asked;
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    QVERIFY(result.client->staple.promised);
    QCOMPARE(result.client->result,
             asked ? ConnectionResult::Failed : ConnectionResult::Established);
    const QList<Finding> findings = diagnose(*result.client);
    QVERIFY(!findings.isEmpty());
    QCOMPARE(findings.first().id, QStringLiteral("must-staple-missing"));
    QCOMPARE(findings.first().severity, asked ? Severity::Error : Severity::Warning);
    if (asked) {
        QVERIFY(result.client->fatalAlert(Direction::Sent));
        constexpr int kBadStatusResponse = 113;
        QCOMPARE(int(result.client->fatalAlert(Direction::Sent)->code), kBadStatusResponse);
    }
}

void OcspStapleTest::nobodyAsked()
{
    LoopbackPlan thePlan = plan(TlsVersion::Tls13, staple({}));
    thePlan.client.askStaple = false;
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.server);
    QVERIFY(!result.client->staple.requested);
    QVERIFY(!result.server->staple.requested);
    QVERIFY(!result.server->staple.present);
}

void OcspStapleTest::eachCertificateHasItsOwn_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("schemes");
    QTest::addColumn<bool>("revoked");
    const std::tuple<const char*, Transport, TlsVersion> kinds[] = {
        {"TLS 1.2", Transport::Tcp, TlsVersion::Tls12},
        {"TLS 1.3", Transport::Tcp, TlsVersion::Tls13},
        {"DTLS 1.2", Transport::Udp, TlsVersion::Tls12},
    };
    for (const auto& [name, transport, version] : kinds) {
        QTest::addRow("%s, EC", name)
            << int(transport) << int(version) << QStringLiteral("ecdsa_secp256r1_sha256") << false;
        QTest::addRow("%s, RSA", name)
            << int(transport) << int(version)
            << QStringLiteral("rsa_pss_rsae_sha256:rsa_pkcs1_sha256") << true;
    }
}

/// Of certificates for the same name that one is stapled which is about the one that is sent.
void OcspStapleTest::eachCertificateHasItsOwn()
{
    QFETCH(const int, transport);
    QFETCH(const int, version);
    QFETCH(const QString, schemes);
    QFETCH(const bool, revoked);
    const KeyMaterial rsa = m_pki.server(tests::TestPki::localNames(), QStringLiteral("rsa:2048"));
    LoopbackPlan wanted = plan(static_cast<TlsVersion>(version), staple({}));
    wanted.server.transport = wanted.client.transport = static_cast<Transport>(transport);
    wanted.server.certificates.append(rsa);
    wanted.server.staples.append(makeOcspResponse(rsa.certificate.get(),
                                                  {.status = OcspStatus::Revoked},
                                                  m_pki.intermediate())
                                     .value());
    wanted.client.tuning.signatureAlgorithms = schemes;
    wanted.client.verify = VerifyMode::None;
    const LoopbackResult result = runLoopback(wanted);
    QVERIFY(result.client && result.server);
    const OcspStaple& came = result.client->staple;
    QVERIFY(came.present && came.answer);
    QCOMPARE(came.answer->serial,
             certificateFacts(revoked ? rsa.certificate.get() : m_server.certificate.get()).serial);
    QCOMPARE(came.answer->status, revoked ? OcspStatus::Revoked : OcspStatus::Good);
    QVERIFY(came.signatureValid);
    QCOMPARE(result.server->staple.response, came.response);
    wanted.server.staples = {QByteArray(), QByteArray()};
    QVERIFY(!runLoopback(wanted).client->staple.present);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::OcspStapleTest)
#include "ocsp_staple_test.moc"
