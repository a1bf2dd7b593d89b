#include "core/base/hex.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

class CertificateFactsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesEveryKey_data();
    void describesEveryKey();
    void agreesWithOpenSsl();
    void knowsWhoSignedItself();
    void listsEveryAlternativeName();
    void readsWhatOpenSslMakes();
    void refusesWhatIsNoCertificate_data();
    void refusesWhatIsNoCertificate();
    void survivesEveryTruncation();
    void tellsValidity_data();
    void tellsValidity();

private:
    TestPki m_pki;
};

void CertificateFactsTest::describesEveryKey_data()
{
    QTest::addColumn<QString>("specification");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("signature");
    QTest::newRow("P-256") << "ec:P-256"
                           << "EC P-256"
                           << "ecdsa-with-SHA256";
    QTest::newRow("P-384") << "ec:P-384"
                           << "EC P-384"
                           << "ecdsa-with-SHA256";
    QTest::newRow("P-521") << "ec:P-521"
                           << "EC P-521"
                           << "ecdsa-with-SHA256";
    QTest::newRow("RSA 2048") << "rsa:2048"
                              << "RSA 2048"
                              << "sha256WithRSAEncryption";
    QTest::newRow("RSA 1024") << "rsa:1024"
                              << "RSA 1024"
                              << "sha256WithRSAEncryption";
    QTest::newRow("RSA 512") << "rsa:512"
                             << "RSA 512"
                             << "sha256WithRSAEncryption";
    QTest::newRow("Ed25519") << "ed25519"
                             << "Ed25519"
                             << "ED25519";
    QTest::newRow("Ed448") << "ed448"
                           << "Ed448"
                           << "ED448";
}

void CertificateFactsTest::describesEveryKey()
{
    QFETCH(const QString, specification);
    CertificateRequest request = TestPki::request(CertificateKind::SelfSigned, "shop");
    request.key = specification;
    const KeyMaterial material = TestPki::make(request, nullptr);
    const CertificateFacts facts = certificateFacts(material.certificate.get());
    QTEST(facts.key, "key");
    QTEST(facts.signatureAlgorithm, "signature");
    QTEST(keyDescription(material.key.get()), "key");
    QVERIFY(facts.selfSigned);
}

void CertificateFactsTest::agreesWithOpenSsl()
{
    CertificateRequest request = TestPki::request(CertificateKind::Server, "shop");
    request.subject = QString::fromUtf8("CN=Bücher\\, neu,OU=A+OU=B,O=Test,C=DE");
    const KeyMaterial material = TestPki::make(request, &m_pki.intermediate());
    const QByteArray pem = certificatePem(material, false);
    const CertificateFacts facts = certificateFacts(material.certificate.get());
    const auto ask = [&pem](const QStringList& arguments) {
        return runOpenSsl(QStringList {"x509", "-noout"} + arguments, pem).text().trimmed();
    };
    QCOMPARE(ask({"-fingerprint", "-sha1"}).section('=', 1), toFingerprint(facts.sha1));
    QCOMPARE(ask({"-fingerprint", "-sha256"}).section('=', 1), toFingerprint(facts.sha256));
    QCOMPARE(ask({"-serial"}).section('=', 1).toLower(), facts.serial);
    QCOMPARE(ask({"-subject", "-nameopt", "RFC2253,-esc_msb,sep_comma_plus_space"}),
             "subject=" + facts.subject);
    QCOMPARE(facts.subject, QString::fromUtf8("CN=Bücher\\, neu, OU=B + OU=A, O=Test, C=DE"));
    QCOMPARE(facts.commonName, QString::fromUtf8("Bücher, neu"));
    QCOMPARE(facts.issuer, QString("CN=Test Intermediate"));
    QCOMPARE(ask({"-startdate", "-dateopt", "iso_8601"}),
             "notBefore=" + facts.notBefore.toString("yyyy-MM-dd hh:mm:ss'Z'"));
    QCOMPARE(ask({"-enddate", "-dateopt", "iso_8601"}),
             "notAfter=" + facts.notAfter.toString("yyyy-MM-dd hh:mm:ss'Z'"));
    QCOMPARE(facts.notAfter.timeSpec(), Qt::UTC);
    const QByteArray publicKey = runOpenSsl({"x509", "-noout", "-pubkey"}, pem).output;
    const QByteArray spki = runOpenSsl({"pkey", "-pubin", "-outform", "DER"}, publicKey).output;
    QCOMPARE(facts.spkiSha256, QCryptographicHash::hash(spki, QCryptographicHash::Sha256));
    QCOMPARE(facts.extendedKeyUsage, QStringList {"serverAuth"});
}

void CertificateFactsTest::knowsWhoSignedItself()
{
    const CertificateFacts root = certificateFacts(m_pki.root().certificate.get());
    QVERIFY(root.isCa && root.selfIssued && root.selfSigned);
    const CertificateFacts intermediate = certificateFacts(m_pki.intermediate().certificate.get());
    QVERIFY(intermediate.isCa && !intermediate.selfIssued && !intermediate.selfSigned);
    const CertificateFacts server = certificateFacts(m_pki.server().certificate.get());
    QVERIFY(!server.isCa && !server.selfIssued);

    // The issuer's name, but not its key.
    const KeyMaterial namesake = TestPki::make(
        TestPki::request(CertificateKind::Intermediate, "Test Root"), &m_pki.root());
    const CertificateFacts facts = certificateFacts(namesake.certificate.get());
    QVERIFY(facts.selfIssued);
    QVERIFY(!facts.selfSigned);
}

void CertificateFactsTest::listsEveryAlternativeName()
{
    const QStringList names {"dns:*.shop.test",
                             "ip:192.0.2.1",
                             "ip:2001:db8::1",
                             "uri:https://shop.test/a?b=c",
                             "email:me@shop.test"};
    QCOMPARE(certificateFacts(m_pki.server(names).certificate.get()).san, names);
}

void CertificateFactsTest::readsWhatOpenSslMakes()
{
    const CommandResult made
        = runOpenSsl({"req",
                      "-x509",
                      "-newkey",
                      "ec",
                      "-pkeyopt",
                      "ec_paramgen_curve:secp256k1",
                      "-nodes",
                      "-keyout",
                      "/dev/null",
                      "-outform",
                      "DER",
                      "-set_serial",
                      "0x00ff01",
                      "-subj",
                      "/O=First/CN=one/CN=two",
                      "-addext",
                      "extendedKeyUsage=1.2.3.4,codeSigning",
                      "-addext",
                      "subjectAltName=RID:1.2.3,dirName:dir,otherName:1.2.3.5;UTF8:x",
                      "-config",
                      QStringLiteral(TEST_DATA_DIR "/certificates/request.cnf")});
    QVERIFY2(made.worked(), made.errors.constData());
    const Result<CertificateFacts> facts = certificateFacts(made.output);
    QVERIFY(facts);
    QCOMPARE(facts->key, QString("EC secp256k1"));
    QCOMPARE(facts->serial, QString("ff01"));
    QCOMPARE(facts->commonName, QString("two"));
    QCOMPARE(facts->subject, QString("CN=two, CN=one, O=First"));
    QCOMPARE(facts->extendedKeyUsage, (QStringList {"1.2.3.4", "codeSigning"}));
    QCOMPARE(facts->san, (QStringList {"oid:1.2.3", "dirname:CN=inside", "other:1.2.3.5"}));
}

void CertificateFactsTest::refusesWhatIsNoCertificate_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("certificate");
    QTest::newRow("something behind it") << m_pki.rootDer() + QByteArray("x");
    QTest::newRow("PEM") << certificatePem(m_pki.root(), false);
    QTest::newRow("huge length") << QByteArray::fromHex("3084ffffffff3084ffffffff");
}

void CertificateFactsTest::refusesWhatIsNoCertificate()
{
    QFETCH(const QByteArray, bytes);
    const Result<CertificateFacts> facts = certificateFacts(bytes);
    QVERIFY(!facts);
    QCOMPARE(facts.error().code, ErrorCode::InvalidInput);
    QVERIFY(!facts.error().message.isEmpty());
}

void CertificateFactsTest::survivesEveryTruncation()
{
    const QByteArray der = m_pki.rootDer();
    for (qsizetype length = 0; length < der.size(); ++length) {
        QVERIFY(!certificateFacts(der.left(length)));
    }
    // Damaged anywhere it is either refused or read, never more than that.
    for (qsizetype i = 0; i < der.size(); ++i) {
        QByteArray damaged = der;
        damaged[i] = static_cast<char>(damaged.at(i) ^ 0x21);
        const Result<CertificateFacts> facts = certificateFacts(damaged);
        QVERIFY(!facts || facts->sha256.size() == 32);
    }
}

void CertificateFactsTest::tellsValidity_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("until");
    QTest::addColumn<QString>("word");
    QTest::newRow("valid") << -1 << 31 << "valid";
    QTest::newRow("expires soon") << -1 << 29 << "expires-soon";
    QTest::newRow("expired") << -2 << -1 << "expired";
    QTest::newRow("not yet valid") << 1 << 90 << "not-yet-valid";
    QTest::newRow("last second") << -1 << 0 << "expires-soon";
    QTest::newRow("first second") << 0 << 90 << "valid";
}

void CertificateFactsTest::tellsValidity()
{
    QFETCH(const int, from);
    QFETCH(const int, until);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    CertificateFacts facts;
    facts.notBefore = now.addDays(from);
    facts.notAfter = now.addDays(until);
    QTEST(QString::fromLatin1(toIdentifier(validityAt(facts, now))), "word");
}

QTEST_GUILESS_MAIN(CertificateFactsTest)
#include "certificate_facts_test.moc"
