#include "core/certificates/quick_certificate.h"
#include "core/certificates/quick_pem.h"
#include "core/certificates/store_entry_file.h"
#include "tests/support/test_pki.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

/// The quick way of reading store files must say what the thorough one says, or nothing.
class QuickCertificateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysTheSame_data();
    void saysTheSame();
    void leavesToOpenSsl_data();
    void leavesToOpenSsl();
    void acceptsNothingThatOpenSslRefuses();
    void readsPem_data();
    void readsPem();
    void makesTheSameEntries_data();
    void makesTheSameEntries();

private:
    TestPki m_pki;
};

static QByteArray derOfMaterial(const KeyMaterial& material)
{
    return toDer(material.certificate.get());
}

static std::optional<CertificateFacts> quickFacts(const QByteArray& der)
{
    const std::optional<CertificateParts> parts = takeApart(der);
    return parts ? QuickCertificateReader().facts(*parts) : std::nullopt;
}

void QuickCertificateTest::saysTheSame_data()
{
    QTest::addColumn<QByteArray>("der");
    for (const char* key :
         {"ec:P-256", "ec:P-384", "ec:P-521", "rsa:2048", "rsa:3072", "ed25519", "ed448"}) {
        QTest::newRow(key) << derOfMaterial(m_pki.server(TestPki::localNames(), key));
    }
    QTest::newRow("client") << derOfMaterial(m_pki.client(QStringLiteral("Zoë “Test”")));
    QTest::newRow("intermediate") << derOfMaterial(m_pki.intermediate());
    QTest::newRow("expired") << derOfMaterial(m_pki.expiredServer());
    QTest::newRow("weak key") << derOfMaterial(m_pki.weakServer());
    QTest::newRow("SHA-1") << derOfMaterial(m_pki.sha1Server());
    CertificateRequest bare = TestPki::request(CertificateKind::Client, QStringLiteral("bare"));
    bare.serial = QStringLiteral("0a");
    bare.without = {QStringLiteral("extendedKeyUsage"), QStringLiteral("basicConstraints")};
    QTest::newRow("few extensions") << derOfMaterial(TestPki::make(bare, &m_pki.root()));
}

void QuickCertificateTest::saysTheSame()
{
    QFETCH(QByteArray, der);
    const std::optional<CertificateFacts> quick = quickFacts(der);
    QVERIFY(quick);
    const CertificateFacts facts = *certificateFacts(der);
    QCOMPARE(quick->subject, facts.subject);
    QCOMPARE(quick->key, facts.key);
    QCOMPARE(*quick, facts);
}

void QuickCertificateTest::leavesToOpenSsl_data()
{
    QTest::addColumn<QByteArray>("der");
    QTest::newRow("root: its signature is checked") << m_pki.rootDer();
    QTest::newRow("self-signed") << derOfMaterial(m_pki.selfSignedServer());
    const QByteArray server = derOfMaterial(m_pki.server());
    QTest::newRow("more behind it") << server + '\0';
    QTest::newRow("cut off") << server.chopped(1);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("certificate");
    // The outer length in one byte more than DER allows.
    const QByteArray body = server.mid(4);
    QTest::newRow("BER length") << QByteArray("\x30\x83", 2) + '\0' + server.mid(2, 2) + body;
}

void QuickCertificateTest::leavesToOpenSsl()
{
    QFETCH(QByteArray, der);
    QVERIFY(!quickFacts(der));
}

void QuickCertificateTest::acceptsNothingThatOpenSslRefuses()
{
    const QByteArray server = derOfMaterial(m_pki.server());
    QRandomGenerator random(20261125);
    int accepted = 0;
    for (int round = 0; round < 3000; ++round) {
        QByteArray der = server;
        der[random.bounded(der.size())] = static_cast<char>(random.bounded(256));
        const std::optional<CertificateFacts> quick = quickFacts(der);
        if (!quick) {
            continue;
        }
        const Result<CertificateFacts> facts = certificateFacts(der);
        QVERIFY2(facts, der.toHex().constData());
        CertificateFacts same = *facts;
        if (!same.key.startsWith(QStringLiteral("EC P-256"))) {
            same.key = quick->key; // the point is not on the curve
        }
        QVERIFY2(*quick == same, der.toHex().constData());
        ++accepted;
    }
    QVERIFY(accepted > 500);
}

void QuickCertificateTest::readsPem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("certificates"); // -1: not for the quick way
    QTest::addColumn<bool>("key");
    QTest::addColumn<bool>("encrypted");
    const KeyMaterial server = m_pki.server();
    const QByteArray pem = *toPem(server);
    const QByteArray one = certificatePem(server, false);
    QTest::newRow("entry") << pem << 2 << true << false;
    QTest::newRow("encrypted") << *toPem(server, "secret") << 2 << true << true;
    QTest::newRow("certificate") << one << 1 << false << false;
    QTest::newRow("words around it") << "shop\n" + one + "\nthat was it" << 1 << false << false;
    QTest::newRow("Windows line ends")
        << QByteArray(one).replace("\n", "\r\n") << 1 << false << false;
    QTest::newRow("nothing") << QByteArray() << 0 << false << false;
    QTest::newRow("another block")
        << QByteArray(one).replace("CERTIFICATE", "PKCS7") << -1 << false << false;
    QTest::newRow("old encryption")
        << QByteArray("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
                      "-----END RSA PRIVATE KEY-----\n")
        << -1 << false << false;
    QTest::newRow("no end") << one.left(200) << -1 << false << false;
    QTest::newRow("wrong end") << QByteArray(one).replace("END CERT", "END XERT") << -1 << false
                               << false;
    QByteArray damaged = one;
    damaged[100] = '!';
    QTest::newRow("damaged") << damaged << -1 << false << false;
    damaged[100] = '=';
    QTest::newRow("padding inside") << damaged << -1 << false << false;
}

void QuickCertificateTest::readsPem()
{
    QFETCH(QByteArray, text);
    QFETCH(int, certificates);
    const std::optional<QuickPem> pem = readQuickPem(text);
    QCOMPARE(pem ? static_cast<int>(pem->certificates.size()) : -1, certificates);
    if (pem) {
        QTEST(pem->holdsKey, "key");
        QTEST(pem->keyEncrypted, "encrypted");
    }
}

void QuickCertificateTest::makesTheSameEntries_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("with chain and key") << *toPem(m_pki.server());
    QTest::newRow("with root") << *toPem(m_pki.serverWithRoot());
    QTest::newRow("encrypted key") << *toPem(m_pki.server(), "secret");
    QTest::newRow("root") << *toPem(m_pki.root());
    const QByteArray server = certificatePem(m_pki.server(), false);
    const QByteArray intermediate = certificatePem(m_pki.intermediate(), false);
    QTest::newRow("issuer first") << intermediate + server;
    QTest::newRow("twice") << server + server;
    QTest::newRow("not its issuer") << server + certificatePem(m_pki.client(), false);
    QTest::newRow("issuer twice") << server + intermediate + intermediate;
}

void QuickCertificateTest::makesTheSameEntries()
{
    QFETCH(QByteArray, content);
    StoreEntryReader reader;
    const Result<StoreEntry> quick = reader.parse("/store/shop.pem", content);
    // Dashes in a comment: OpenSSL has to look at it.
    const Result<StoreEntry> thorough = reader.parse("/store/shop.pem", "-----\n" + content);
    QVERIFY(quick);
    QVERIFY(thorough);
    QCOMPARE(quick->name, QString("shop"));
    QCOMPARE(quick->facts, thorough->facts);
    QCOMPARE(quick->der, thorough->der);
    QCOMPARE(quick->chain, thorough->chain);
    QCOMPARE(quick->hasPrivateKey, thorough->hasPrivateKey);
    QCOMPARE(quick->keyEncrypted, thorough->keyEncrypted);
    QCOMPARE(quick->searchText, thorough->searchText);
}

QTEST_GUILESS_MAIN(QuickCertificateTest)
#include "quick_certificate_test.moc"
