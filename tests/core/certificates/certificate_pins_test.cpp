#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_verifier.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <openssl/x509_vfy.h>

namespace workbench {

class CertificatePinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatPeopleHave_data();
    void readsWhatPeopleHave();
    void refusesOtherTexts_data();
    void refusesOtherTexts();
    void decides_data();
    void decides();
};

void CertificatePinsTest::readsWhatPeopleHave_data()
{
    QTest::addColumn<QString>("text");
    const QByteArray pin(32, '\xab');
    const QString digits = QString::fromLatin1(pin.toHex());
    QTest::newRow("digits") << digits;
    QTest::newRow("colons") << QString::fromLatin1(pin.toHex(':').toUpper());
    QTest::newRow("from a Windows dialog")
        << QChar(0x200e) + QString::fromLatin1(pin.toHex(' ')) + QLatin1Char(' ');
    QTest::newRow("as curl has it")
        << QStringLiteral("sha256//") + QString::fromLatin1(pin.toBase64());
}

void CertificatePinsTest::readsWhatPeopleHave()
{
    QFETCH(const QString, text);
    const Result<QByteArray> pin = parsePin(text);
    QVERIFY(pin);
    QCOMPARE(*pin, QByteArray(32, '\xab'));
}

void CertificatePinsTest::refusesOtherTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("SHA-1") << QString(40, QLatin1Char('a'));
    QTest::newRow("no digits") << QString(64, QLatin1Char('x'));
    QTest::newRow("short Base64") << QStringLiteral("sha256//YWJj");
    QTest::newRow("no Base64") << QStringLiteral("sha256//%%%%");
}

void CertificatePinsTest::refusesOtherTexts()
{
    QFETCH(const QString, text);
    const Result<QByteArray> pin = parsePin(text);
    QVERIFY(!pin);
    QCOMPARE(pin.error().code, ErrorCode::InvalidInput);
    QCOMPARE(pin.error().where, QStringLiteral("pins"));
}

void CertificatePinsTest::decides_data()
{
    QTest::addColumn<KeyMaterial>("server");
    QTest::addColumn<QByteArray>("pin");
    QTest::addColumn<QList<int>>("codes");
    const tests::TestPki pki;
    const auto facts
        = [](const KeyMaterial& material) { return certificateFacts(material.certificate.get()); };
    const KeyMaterial server = pki.server();
    const KeyMaterial alone = pki.selfSignedServer();
    const KeyMaterial expired = pki.expiredServer();
    const KeyMaterial elsewhere = pki.server({QStringLiteral("dns:other.test")});
    const QByteArray other(32, 'x');
    QTest::newRow("certificate") << server << facts(server).sha256 << QList<int> {X509_V_OK};
    QTest::newRow("its key") << server << facts(server).spkiSha256 << QList<int> {X509_V_OK};
    QTest::newRow("key of an issuer that was sent")
        << server << facts(pki.intermediate()).spkiSha256 << QList<int> {X509_V_OK};
    QTest::newRow("self-signed") << alone << facts(alone).spkiSha256 << QList<int> {X509_V_OK};
    QTest::newRow("issuer that was not sent")
        << server << facts(pki.root()).sha256 << QList<int> {X509_V_ERR_CERT_UNTRUSTED};
    QTest::newRow("another") << server << other << QList<int> {X509_V_ERR_CERT_UNTRUSTED};
    QTest::newRow("pinned and expired")
        << expired << facts(expired).sha256 << QList<int> {X509_V_ERR_CERT_HAS_EXPIRED};
    QTest::newRow("another and expired")
        << expired << other << QList<int> {X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_HAS_EXPIRED};
    QTest::newRow("pinned and for another name")
        << elsewhere << facts(elsewhere).sha256 << QList<int> {X509_V_ERR_HOSTNAME_MISMATCH};
}

void CertificatePinsTest::decides()
{
    QFETCH(const KeyMaterial, server);
    QFETCH(const QByteArray, pin);
    QFETCH(const QList<int>, codes);
    const tests::TestPki stranger; // its anchors must not count
    VerifyQuery query;
    query.host = QStringLiteral("localhost");
    query.pins = {QByteArray(32, 'y'), pin};
    QList<QByteArray> sent {toDer(server.certificate.get())};
    for (const std::shared_ptr<X509>& issuer : server.chain) {
        sent.append(toDer(issuer.get()));
    }
    const Result<Verification> check = verifyCertificates(sent, stranger.anchors(), query);
    QVERIFY(check);
    QList<int> found;
    for (const VerifyResult& result : check->results) {
        found.append(result.code);
    }
    QCOMPARE(found, codes);
    QVERIFY(check->pinChecked);
    QCOMPARE(check->pinMatches, !codes.contains(X509_V_ERR_CERT_UNTRUSTED));
    QCOMPARE(check->trusted, codes == QList<int> {X509_V_OK});
}

} // namespace workbench

QTEST_MAIN(workbench::CertificatePinsTest)
#include "certificate_pins_test.moc"
