#include "core/diagnosis/diagnosis.h"
#include "tests/support/test_pki.h"

#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

QList<QByteArray> sentBy(const KeyMaterial& material)
{
    QList<QByteArray> sent {toDer(material.certificate.get())};
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        sent.append(toDer(issuer.get()));
    }
    return sent;
}

QStringList idsOf(const QList<Finding>& findings)
{
    QStringList ids;
    for (const Finding& finding : findings) {
        ids.append(finding.id);
    }
    return ids;
}

} // namespace

class CertificateCheckDiagnosisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void explains_data();
    void explains();
    void explainsEveryCode();
    void turnsLintIntoFindings();

private:
    TestPki m_pki;
};

void CertificateCheckDiagnosisTest::explains_data()
{
    QTest::addColumn<QList<QByteArray>>("certificates");
    QTest::addColumn<VerifyQuery>("query");
    QTest::addColumn<QStringList>("ids");
    const auto row
        = [](const char* name,
             const KeyMaterial& material,
             const VerifyQuery& query,
             const QStringList& ids) { QTest::newRow(name) << sentBy(material) << query << ids; };
    const VerifyQuery client {.purpose = CertificatePurpose::Client};
    row("good", m_pki.server(), {.host = "localhost"}, {});
    row("good client", m_pki.client(), client, {});
    row("expired", m_pki.expiredServer(), {}, {"certificate-expired"});
    row("expired client", m_pki.expiredClient(), client, {"client-certificate-expired"});
    row("issuer expired", m_pki.serverOfExpiredIntermediate(), {}, {"issuer-certificate-expired"});
    row("not yet valid at that moment",
        m_pki.server(),
        {.time = QDateTime::currentDateTimeUtc().addDays(-3)},
        {"certificate-not-yet-valid"});
    row("other host", m_pki.server(), {.host = "other.test"}, {"hostname-mismatch"});
    row("server as client", m_pki.server(), client, {"client-certificate-wrong-purpose"});
    row("no list", m_pki.server(), {.revocation = RevocationCheck::Leaf}, {"crl-unusable"});
    KeyMaterial swapped = m_pki.serverWithRoot();
    std::swap(swapped.chain[0], swapped.chain[1]);
    row("wrong order", swapped, {}, {"chain-order-wrong"});
}

void CertificateCheckDiagnosisTest::explains()
{
    QFETCH(const QList<QByteArray>, certificates);
    QFETCH(const VerifyQuery, query);
    QFETCH(const QStringList, ids);
    const Result<Verification> verification
        = verifyCertificates(certificates, m_pki.anchors(), query);
    QVERIFY(verification);
    const QList<Finding> findings = diagnose(certificates, *verification, query);
    QCOMPARE(idsOf(findings), ids);
    for (const Finding& finding : findings) {
        QCOMPARE(finding.phase, QString("certificate"));
        QVERIFY(!finding.title.isEmpty() && !finding.cause.isEmpty());
        QVERIFY(!finding.fixes.isEmpty() && !finding.evidence.isEmpty());
    }
}

/// Whatever the code, a check that failed has a verdict.
void CertificateCheckDiagnosisTest::explainsEveryCode()
{
    constexpr int kLastCode = 104;
    for (int code = 1; code <= kLastCode; ++code) {
        Verification verification;
        verification.performed = true;
        verification.results
            = {{.code = code, .name = verifyCodeName(code), .text = QStringLiteral("no")}};
        const QList<Finding> findings
            = diagnose({toDer(m_pki.server().certificate.get())}, verification, {});
        QVERIFY2(!findings.isEmpty(), qPrintable(verifyCodeName(code)));
        QCOMPARE(findings.first().severity, Severity::Error);
        QVERIFY2(findings.first().evidence.join(' ').contains(verifyCodeName(code)),
                 qPrintable(verifyCodeName(code)));
    }
}

void CertificateCheckDiagnosisTest::turnsLintIntoFindings()
{
    CertificateFacts facts;
    facts.subject = "CN=shop";
    const LintFinding lint {.id = "key-usage-empty",
                            .severity = Severity::Warning,
                            .title = "The key usage allows nothing.",
                            .found = {"no bit is set"},
                            .source = "BR §7.1; RFC 5280 §4.2.1.3",
                            .remedy = "Say what the key is for."};
    const Finding finding = diagnose(lint, facts);
    QCOMPARE(finding.id, lint.id);
    QCOMPARE(finding.severity, lint.severity);
    QCOMPARE(finding.title, lint.title);
    QCOMPARE(finding.fixes, QStringList {lint.remedy});
    QCOMPARE(finding.evidence, QStringList {"CN=shop: no bit is set"});
    QVERIFY(finding.cause.contains("Baseline Requirements §7.1; RFC 5280 §4.2.1.3"));
}

QTEST_GUILESS_MAIN(CertificateCheckDiagnosisTest)
#include "certificate_check_diagnosis_test.moc"
