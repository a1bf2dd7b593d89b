#include "core/base/openssl_errors.h"
#include "core/certificates/lint/certificate_lint.h"
#include "tests/core/certificates/lint_rows.h"
#include "tests/support/test_pki.h"

#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include <openssl/err.h>

#include <algorithm>

using namespace workbench;
using namespace workbench::tests;

namespace {

using Builder = CertificateBuilder;

QStringList idsOf(const QList<LintFinding>& findings)
{
    QStringList ids;
    for (const LintFinding& finding : findings) {
        ids.append(finding.id);
    }
    ids.sort();
    return ids;
}

} // namespace

class CertificateLintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void saysNothingOfGoodOnes();
    void saysNothingOfWhatTheStoreMakes_data();
    void saysNothingOfWhatTheStoreMakes();
    void leavesTheDigestOfRootsAlone();
    void worstComesFirst();
    void everyRuleIsTriedAndSaysEverything();
    void refusesWhatIsNoCertificate();
    void leavesTheErrorQueueAlone();

private:
    TestPki m_pki;
    QSet<QString> m_tried;
};

void CertificateLintTest::finds_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QByteArray>("der");
    QTest::addColumn<QStringList>("besides");
    const QList<LintRow> rows = structureRows() + validityRows() + keyRows() + nameRows()
        + alternativeNameRows() + dnsNameRows() + constraintRows() + usageRows() + referenceRows();
    for (const LintRow& row : rows) {
        QTest::addRow("%s: %s", qPrintable(row.id), qPrintable(row.found))
            << row.id << row.found << row.der << row.besides;
    }
}

void CertificateLintTest::finds()
{
    QFETCH(const QString, id);
    QFETCH(const QString, found);
    QFETCH(const QByteArray, der);
    QFETCH(const QStringList, besides);
    const Result<QList<LintFinding>> findings = lintCertificate(QByteArrayView(der));
    QVERIFY2(findings, qPrintable(findings ? QString() : findings.error().toLine()));
    QStringList expected = besides + QStringList {id};
    expected.sort();
    QCOMPARE(idsOf(*findings).join(" "), expected.join(" "));
    for (const LintFinding& finding : *findings) {
        QVERIFY(!finding.found.isEmpty());
        if (finding.id == id) {
            QVERIFY2(finding.found.contains(found), qPrintable(finding.found.join("; ")));
            m_tried.insert(id);
        }
    }
}

void CertificateLintTest::saysNothingOfGoodOnes()
{
    for (const Builder& good : {Builder::server(), Builder::client(), Builder::ca()}) {
        const Result<QList<LintFinding>> findings = lintCertificate(QByteArrayView(good.der()));
        QVERIFY(findings);
        QCOMPARE(idsOf(*findings).join(" "), QString());
    }
    // Names that look odd and are right.
    for (const char* const name :
         {"*.example.com", "xn--bcher-kva.example.com", "1.example.com", "a--b.example.com"}) {
        const Result<QList<LintFinding>> findings
            = lintCertificate(QByteArrayView(Builder::server().setDnsName(name).der()));
        QVERIFY(findings);
        QCOMPARE(idsOf(*findings).join(" "), QString());
    }
}

void CertificateLintTest::saysNothingOfWhatTheStoreMakes_data()
{
    QTest::addColumn<KeyMaterial>("material");
    QTest::newRow("root") << m_pki.root();
    QTest::newRow("intermediate") << m_pki.intermediate();
    QTest::newRow("server") << m_pki.server();
    QTest::newRow("RSA server") << m_pki.server(TestPki::localNames(), "rsa:2048");
    QTest::newRow("client") << m_pki.client();
    QTest::newRow("self-signed") << m_pki.selfSignedServer();
}

void CertificateLintTest::saysNothingOfWhatTheStoreMakes()
{
    QFETCH(const KeyMaterial, material);
    for (const LintFinding& finding : lintCertificate(material.certificate.get())) {
        QVERIFY2(finding.severity == Severity::Note, qPrintable(finding.id));
    }
}

void CertificateLintTest::leavesTheDigestOfRootsAlone()
{
    CertificateRequest request = TestPki::request(CertificateKind::Ca, "Old Root");
    request.digest = "sha1";
    const KeyMaterial root = TestPki::make(request, nullptr);
    QVERIFY(!idsOf(lintCertificate(root.certificate.get())).contains("signature-hash-weak"));
    QVERIFY(idsOf(lintCertificate(m_pki.sha1Server().certificate.get()))
                .contains("signature-hash-weak"));
}

void CertificateLintTest::worstComesFirst()
{
    Builder bad = Builder::server();
    bad.setDnsName("SHOP.example.com.").setCritical(oids::kKeyUsage, false);
    const Result<QList<LintFinding>> findings = lintCertificate(QByteArrayView(bad.der()));
    QVERIFY(findings);
    QVERIFY(findings->size() > 2);
    QVERIFY(std::is_sorted(
        findings->begin(), findings->end(), [](const LintFinding& left, const LintFinding& right) {
            return left.severity < right.severity;
        }));
    QCOMPARE(findings->first().severity, Severity::Error);
    QCOMPARE(findings->last().severity, Severity::Note);
}

void CertificateLintTest::everyRuleIsTriedAndSaysEverything()
{
    const QList<LintFinding> rules = lintRules();
    QVERIFY(rules.size() >= 40);
    static const QRegularExpression kebab("^[a-z0-9]+(-[a-z0-9]+)*$");
    QSet<QString> ids;
    for (const LintFinding& rule : rules) {
        QVERIFY2(kebab.match(rule.id).hasMatch(), qPrintable(rule.id));
        QVERIFY2(!ids.contains(rule.id), qPrintable(rule.id));
        ids.insert(rule.id);
        QVERIFY2(rule.title.endsWith('.') && rule.remedy.endsWith('.'), qPrintable(rule.id));
        QVERIFY2(!rule.source.isEmpty(), qPrintable(rule.id));
    }
    // Only meaningful after all rows ran, not when a single one was asked for.
    if (m_tried.size() > 1) {
        QCOMPARE(ids - m_tried, QSet<QString>());
    }
}

void CertificateLintTest::refusesWhatIsNoCertificate()
{
    const Result<QList<LintFinding>> findings = lintCertificate(QByteArrayView("junk"));
    QVERIFY(!findings);
    QCOMPARE(findings.error().code, ErrorCode::InvalidInput);
}

void CertificateLintTest::leavesTheErrorQueueAlone()
{
    ERR_clear_error();
    Builder bad = Builder::server();
    bad.set(oids::kPolicies, false, "\x30\x05junk");
    bad.publicKey = der::sequence({der::algorithm("1.2.3.4.6"), der::bits("key")});
    QVERIFY(lintCertificate(QByteArrayView(bad.der())));
    QCOMPARE(takeOpenSslErrors().size(), 0);
}

QTEST_GUILESS_MAIN(CertificateLintTest)
#include "certificate_lint_test.moc"
