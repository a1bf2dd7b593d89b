#include "core/certificates/certificate_export.h"
#include "core/certificates/certificate_facts.h"
#include "tests/support/test_pki.h"

#include <QTest>

namespace workbench {

using tests::TestPki;

/// What an entry is written out as, read back here; other programs read it in tests/interop.
class CertificateExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formsComeBack_data();
    void formsComeBack();
    void whatDoesNotFitIsSaid_data();
    void whatDoesNotFitIsSaid();
    void withoutAKey_data();
    void withoutAKey();
    void words();
    void pinOfAKnownKey();

private:
    TestPki m_pki;
};

void CertificateExportTest::formsComeBack_data()
{
    QTest::addColumn<ExportForm>("form");
    QTest::addColumn<ExportPart>("part");
    QTest::addColumn<Pkcs12Encryption>("encryption");
    QTest::addColumn<QByteArray>("password");
    const QByteArray secret = "sesame öffne dich";
    const auto modern = Pkcs12Encryption::Modern;
    const auto row
        = [](const char* name, auto... values) { (QTest::newRow(name) << ... << values); };
    row("PEM", ExportForm::Pem, ExportPart::All, modern, QByteArray());
    row("PEM, password", ExportForm::Pem, ExportPart::All, modern, secret);
    row("PEM, chain", ExportForm::Pem, ExportPart::Chain, modern, QByteArray());
    row("DER", ExportForm::Der, ExportPart::Certificate, modern, QByteArray());
    row("DER, key", ExportForm::Der, ExportPart::Key, modern, QByteArray());
    row("DER, key, password", ExportForm::Der, ExportPart::Key, modern, secret);
    row("PKCS#7", ExportForm::Pkcs7, ExportPart::Chain, modern, QByteArray());
    row("PKCS#7, one", ExportForm::Pkcs7, ExportPart::Certificate, modern, QByteArray());
    row("PKCS#12", ExportForm::Pkcs12, ExportPart::All, modern, secret);
    row("PKCS#12, no password", ExportForm::Pkcs12, ExportPart::All, modern, QByteArray());
    row("PKCS#12, old", ExportForm::Pkcs12, ExportPart::All, Pkcs12Encryption::Legacy, secret);
    row("PKCS#12, chain", ExportForm::Pkcs12, ExportPart::Chain, modern, secret);
    row("PKCS#8", ExportForm::Pkcs8, ExportPart::Key, modern, QByteArray());
    row("PKCS#8, password", ExportForm::Pkcs8, ExportPart::Key, modern, secret);
}

void CertificateExportTest::formsComeBack()
{
    QFETCH(const ExportForm, form);
    QFETCH(const ExportPart, part);
    QFETCH(const Pkcs12Encryption, encryption);
    QFETCH(const QByteArray, password);
    const KeyMaterial material = m_pki.server();
    const Result<QByteArray> bytes = exportMaterial(material,
                                                    {.part = part,
                                                     .form = form,
                                                     .password = password,
                                                     .encryption = encryption,
                                                     .friendlyName = QStringLiteral("Läden")});
    QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
    const Result<KeyMaterial> read = readKeyMaterial(*bytes, password, QStringLiteral("file"));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    const bool isKeyAlone = part == ExportPart::Key;
    QCOMPARE(read->certificate != nullptr, !isKeyAlone);
    QCOMPARE(read->hasKey(), isKeyAlone || part == ExportPart::All);
    if (!isKeyAlone) {
        QCOMPARE(toDer(read->certificate.get()), toDer(material.certificate.get()));
        QCOMPARE(read->chain.size(),
                 part == ExportPart::Certificate ? qsizetype(0) : material.chain.size());
    }
    if (read->hasKey()) {
        QVERIFY(keyFits({.certificate = material.certificate, .chain = {}, .key = read->key}));
    }
    const bool isSecret = !password.isEmpty() && (read->hasKey() || form == ExportForm::Pkcs12);
    if (isSecret) {
        const Result<KeyMaterial> guessed = readKeyMaterial(*bytes, "wrong", QStringLiteral("f"));
        QVERIFY(!guessed);
        QCOMPARE(guessed.error().code, ErrorCode::WrongPassword);
    }
}

void CertificateExportTest::whatDoesNotFitIsSaid_data()
{
    QTest::addColumn<ExportForm>("form");
    QTest::addColumn<ExportPart>("part");
    QTest::newRow("DER holds one object") << ExportForm::Der << ExportPart::All;
    QTest::newRow("DER holds no chain") << ExportForm::Der << ExportPart::Chain;
    QTest::newRow("PKCS#7 holds no key") << ExportForm::Pkcs7 << ExportPart::Key;
    QTest::newRow("PKCS#7 holds not all") << ExportForm::Pkcs7 << ExportPart::All;
    QTest::newRow("PKCS#8 holds no certificate") << ExportForm::Pkcs8 << ExportPart::Certificate;
    QTest::newRow("a public key is no chain") << ExportForm::Spki << ExportPart::Chain;
    QTest::newRow("PKCS#12 of the key alone") << ExportForm::Pkcs12 << ExportPart::Key;
}

void CertificateExportTest::whatDoesNotFitIsSaid()
{
    QFETCH(const ExportForm, form);
    QFETCH(const ExportPart, part);
    const Result<QByteArray> bytes
        = exportMaterial(m_pki.server(), {.part = part, .form = form, .friendlyName = {}});
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::NotSupported);
    QVERIFY(!bytes.error().remedy.isEmpty());
}

void CertificateExportTest::withoutAKey_data()
{
    QTest::addColumn<ExportForm>("form");
    QTest::addColumn<ExportPart>("part");
    QTest::newRow("PKCS#8") << ExportForm::Pkcs8 << ExportPart::Key;
    QTest::newRow("PKCS#12") << ExportForm::Pkcs12 << ExportPart::All;
    QTest::newRow("DER") << ExportForm::Der << ExportPart::Key;
}

void CertificateExportTest::withoutAKey()
{
    QFETCH(const ExportForm, form);
    QFETCH(const ExportPart, part);
    KeyMaterial material = m_pki.server();
    material.key.reset();
    const Result<QByteArray> bytes
        = exportMaterial(material, {.part = part, .form = form, .friendlyName = {}});
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::NoPrivateKey);
}

void CertificateExportTest::words()
{
    QCOMPARE(parseExportForm(QStringLiteral("pkcs12")).value(), ExportForm::Pkcs12);
    QCOMPARE(parseExportPart(QStringLiteral("all")).value(), ExportPart::All);
    QCOMPARE(parseExportForm(QStringLiteral("jks")).error().code, ErrorCode::InvalidInput);
    QVERIFY(parseExportForm(QStringLiteral("jks")).error().remedy.contains("pkcs12"));
    QCOMPARE(parseExportPart(QStringLiteral("Key")).error().where, QStringLiteral("--what"));
    QCOMPARE(usualPart(ExportForm::Pkcs12), ExportPart::All);
    QCOMPARE(usualPart(ExportForm::Pem), ExportPart::Certificate);
}

void CertificateExportTest::pinOfAKnownKey()
{
    // SHA-256 of nothing: the form of RFC 7469 §2.4 is what counts here.
    const QByteArray hash
        = QByteArray::fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QCOMPARE(spkiPin(hash), QStringLiteral("sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CertificateExportTest)
#include "certificate_export_test.moc"
