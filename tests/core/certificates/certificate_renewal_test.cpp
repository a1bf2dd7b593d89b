#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_renewal.h"
#include "core/certificates/key_specification.h"
#include "core/certificates/key_usage.h"
#include "tests/support/test_pki.h"

#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

/// Certificates made anew: what stays, what changes, and who may sign them.
class CertificateRenewalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renews_data();
    void renews();
    void renewsWithAKeyThatHasItsOwnDigest();
    void renewedUsageFitsTheKey_data();
    void renewedUsageFitsTheKey();
    void renewalNeedsACa();
    void renewsWithoutTheKey();

private:
    TestPki m_pki;
};

void CertificateRenewalTest::renews_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("key");
    QTest::newRow("server, same key") << "server"
                                      << "";
    QTest::newRow("server, new key") << "server"
                                     << "rsa:2048";
    QTest::newRow("root, same key") << "root"
                                    << "";
    QTest::newRow("self-signed, new key") << "alone"
                                          << "ed25519";
}

void CertificateRenewalTest::renews()
{
    QFETCH(const QString, what);
    QFETCH(const QString, key);
    const KeyMaterial old = what == "server" ? m_pki.expiredServer()
        : what == "root"                     ? m_pki.root()
                                             : m_pki.selfSignedServer();
    const KeyMaterial* issuer = what == "server" ? &m_pki.intermediate() : nullptr;
    const Result<KeyMaterial> renewed = renewCertificate(old, {.key = key, .days = 50}, issuer);
    QVERIFY2(renewed, qPrintable(renewed ? QString() : renewed.error().toLine()));
    QVERIFY(keyFits(*renewed));
    QCOMPARE(EVP_PKEY_eq(renewed->key.get(), old.key.get()) == 1, key.isEmpty());
    const CertificateFacts before = certificateFacts(old.certificate.get());
    const CertificateFacts after = certificateFacts(renewed->certificate.get());
    QCOMPARE(after.subject, before.subject);
    QCOMPARE(after.san, before.san);
    QCOMPARE(after.extendedKeyUsage, before.extendedKeyUsage);
    QCOMPARE(after.isCa, before.isCa);
    QCOMPARE(after.selfSigned, before.selfSigned);
    QVERIFY(after.serial != before.serial);
    QCOMPARE(after.notAfter, after.notBefore.addDays(50));
    QCOMPARE(X509_get_ext_count(renewed->certificate.get()),
             X509_get_ext_count(old.certificate.get()));
    const Result<KeyMaterial> asLong = renewCertificate(old, {.key = key}, issuer);
    const CertificateFacts same = certificateFacts(asLong->certificate.get());
    QCOMPARE(same.notBefore.secsTo(same.notAfter), before.notBefore.secsTo(before.notAfter));
}

void CertificateRenewalTest::renewsWithAKeyThatHasItsOwnDigest()
{
    CertificateRequest wanted = TestPki::request(CertificateKind::SelfSigned, "alone");
    wanted.digest = "sha512";
    const KeyMaterial old = TestPki::make(wanted, nullptr);
    // The digest of the old signature is nobody's choice, one that is given is.
    const Result<KeyMaterial> renewed = renewCertificate(old, {.key = "ed25519"}, nullptr);
    QVERIFY2(renewed, qPrintable(renewed ? QString() : renewed.error().toLine()));
    const Result<KeyMaterial> chosen
        = renewCertificate(old, {.key = "ed25519", .digest = "sha512"}, nullptr);
    QVERIFY(!chosen);
    QCOMPARE(chosen.error().where, QString("digest"));
}

void CertificateRenewalTest::renewedUsageFitsTheKey_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QStringList>("usage");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("left");
    const QString signs = "digitalSignature";
    const QString enciphers = "keyEncipherment";
    const QString agrees = "keyAgreement";
    QTest::newRow("RSA to Ed25519")
        << "rsa:2048" << QStringList {signs, enciphers} << "ed25519" << QStringList {signs};
    QTest::newRow("RSA to EC, nothing left")
        << "rsa:2048" << QStringList {enciphers} << "ec:P-256" << QStringList {signs};
    QTest::newRow("EC to RSA") << "ec:P-256" << QStringList {signs, agrees} << "rsa:2048"
                               << QStringList {signs};
    QTest::newRow("knowingly bad stays with a key of its kind")
        << "ec:P-256" << QStringList {enciphers} << "ec:P-384" << QStringList {enciphers};
}

void CertificateRenewalTest::renewedUsageFitsTheKey()
{
    QFETCH(const QString, from);
    QFETCH(const QStringList, usage);
    QFETCH(const QString, to);
    QFETCH(const QStringList, left);
    CertificateRequest wanted = TestPki::request(CertificateKind::Server, "shop");
    wanted.key = from;
    wanted.keyUsage = usage;
    const KeyMaterial old = TestPki::make(wanted, &m_pki.intermediate());
    const Result<KeyMaterial> renewed = renewCertificate(old, {.key = to}, &m_pki.intermediate());
    QVERIFY2(renewed, qPrintable(renewed ? QString() : renewed.error().toLine()));
    QCOMPARE(keyUsageOf(renewed->certificate.get()), left);
}

/// Who signed the old one signs again, whatever it is; another one has to be a CA.
void CertificateRenewalTest::renewalNeedsACa()
{
    const KeyMaterial other = m_pki.expiredServer();
    const Result<KeyMaterial> refused = renewCertificate(m_pki.server(), {}, &other);
    QVERIFY(!refused);
    QCOMPARE(refused.error().where, QString("issuer"));
    const Result<KeyMaterial> forced
        = renewCertificate(m_pki.server(), {.allowUnsuitableIssuer = true}, &other);
    QVERIFY2(forced, qPrintable(forced ? QString() : forced.error().toLine()));
    QVERIFY(renewCertificate(*forced, {}, &other));
}

void CertificateRenewalTest::renewsWithoutTheKey()
{
    KeyMaterial server = m_pki.server();
    server.key.reset();
    const Result<KeyMaterial> renewed = renewCertificate(server, {}, &m_pki.intermediate());
    QVERIFY(renewed);
    QVERIFY(!renewed->hasKey());
    KeyMaterial alone = m_pki.selfSignedServer();
    alone.key.reset();
    QCOMPARE(renewCertificate(alone, {}, nullptr).error().code, ErrorCode::NoPrivateKey);
}

QTEST_GUILESS_MAIN(CertificateRenewalTest)
#include "certificate_renewal_test.moc"
