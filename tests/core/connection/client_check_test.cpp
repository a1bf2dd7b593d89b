#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/revocation_list.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"

#include <QTest>

#include <openssl/x509_vfy.h>

namespace workbench {

/// What a client asks of a certificate beyond anchors and name, in whole handshakes.
class ClientCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pinDecides_data();
    void pinDecides();
    void momentDecides();
    void revokedIsRefused();
    void missingListIsSaid();

private:
    LoopbackPlan plan(const QString& versions = QStringLiteral("1.3")) const;
    RevocationListPtr listOf(const KeyMaterial& issuer, const KeyMaterial& revoked) const;

    tests::TestPki m_pki;
    KeyMaterial m_server = m_pki.server();
};

void ClientCheckTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

LoopbackPlan ClientCheckTest::plan(const QString& versions) const
{
    LoopbackPlan plan;
    plan.server.certificates = {m_server};
    plan.server.versions = *parseTlsVersions(versions);
    plan.client.host = QStringLiteral("127.0.0.1");
    plan.client.versions = plan.server.versions;
    plan.client.trust = m_pki.anchors();
    return plan;
}

RevocationListPtr ClientCheckTest::listOf(const KeyMaterial& issuer,
                                          const KeyMaterial& revoked) const
{
    RevocationListRequest request;
    request.revocations = {{.serial = serialText(X509_get0_serialNumber(revoked.certificate.get())),
                            .time = QDateTime::currentDateTimeUtc().addSecs(-60),
                            .reason = {}}};
    return issueRevocationList(request, issuer).value();
}

void ClientCheckTest::pinDecides_data()
{
    QTest::addColumn<QString>("versions");
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<bool>("fits");
    for (const bool fits : {true, false}) {
        const char* outcome = fits ? "fits" : "does not fit";
        QTest::addRow("TLS 1.2, %s", outcome) << "1.2" << Transport::Tcp << fits;
        QTest::addRow("TLS 1.3, %s", outcome) << "1.3" << Transport::Tcp << fits;
        QTest::addRow("DTLS 1.2, %s", outcome) << "1.2" << Transport::Udp << fits;
    }
}

void ClientCheckTest::pinDecides()
{
    QFETCH(const QString, versions);
    QFETCH(const Transport, transport);
    QFETCH(const bool, fits);
    LoopbackPlan plan = this->plan(versions);
    plan.server.transport = plan.client.transport = transport;
    plan.client.trust = tests::TestPki().anchors(); // of somebody else
    plan.client.pins
        = {fits ? certificateFacts(m_server.certificate.get()).spkiSha256 : QByteArray(32, 'x')};
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->result,
             fits ? ConnectionResult::Established : ConnectionResult::Failed);
    QVERIFY(result.client->verification.pinChecked);
    QCOMPARE(result.client->verification.pinMatches, fits);
    if (!fits) {
        constexpr int kBadCertificate = 42;
        QVERIFY(result.server->fatalAlert(Direction::Received) != nullptr);
        QCOMPARE(int(result.server->fatalAlert(Direction::Received)->code), kBadCertificate);
        const QList<Finding> findings = diagnose(*result.client);
        QVERIFY(!findings.isEmpty());
        QCOMPARE(findings.first().id, QStringLiteral("pin-mismatch"));
    }
}

void ClientCheckTest::momentDecides()
{
    LoopbackPlan plan = this->plan();
    plan.client.check.time = QDateTime::currentDateTimeUtc().addYears(50);
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->result, ConnectionResult::Failed);
    QCOMPARE(result.client->verification.firstCode(), X509_V_ERR_CERT_HAS_EXPIRED);
}

void ClientCheckTest::revokedIsRefused()
{
    LoopbackPlan plan = this->plan();
    plan.client.revocationLists.lists = {listOf(m_pki.intermediate(), m_server)};
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client && result.server);
    QCOMPARE(result.client->verification.firstCode(), X509_V_ERR_CERT_REVOKED);
    QCOMPARE(diagnose(*result.client).first().id, QStringLiteral("certificate-revoked"));
    constexpr int kRevoked = 44;
    QVERIFY(result.server->fatalAlert(Direction::Received) != nullptr);
    QCOMPARE(int(result.server->fatalAlert(Direction::Received)->code), kRevoked);
}

void ClientCheckTest::missingListIsSaid()
{
    LoopbackPlan plan = this->plan();
    plan.client.revocationLists.lists = {listOf(m_pki.intermediate(), m_pki.client())};
    QCOMPARE(runLoopback(plan).client->result, ConnectionResult::Established);
    plan.client.check.revocation = RevocationCheck::Chain; // nothing covers the intermediate
    const LoopbackResult result = runLoopback(plan);
    QVERIFY(result.client);
    QCOMPARE(result.client->verification.firstCode(), X509_V_ERR_UNABLE_TO_GET_CRL);
}

} // namespace workbench

QTEST_MAIN(workbench::ClientCheckTest)
#include "client_check_test.moc"
