#include "core/certificates/import_content.h"
#include "core/certificates/key_material.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <openssl/pem.h>

namespace workbench {

/// What is in files that people want to import.
class ImportContentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void damagedAmongOthers_data();
    void damagedAmongOthers();

private:
    QByteArray certificate() const { return certificatePem(m_pki.root(), false); }

    QByteArray key() const { return keyPem(m_pki.root()).value(); }

    QByteArray request() const;

    tests::TestPki m_pki;
};

QByteArray ImportContentTest::request() const
{
    const X509RequestPtr made(X509_REQ_new());
    X509_REQ_set_pubkey(made.get(), m_pki.root().key.get());
    X509_REQ_sign(made.get(), m_pki.root().key.get(), EVP_sha256());
    return signingRequestPem(made.get());
}

void ImportContentTest::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("certificates");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("requests");
    QTest::newRow("a certificate") << certificate() << 1 << 0 << 0;
    QTest::newRow("a request") << request() << 0 << 0 << 1;
    QTest::newRow("all of them") << certificate() + request() + key() << 1 << 1 << 1;
}

void ImportContentTest::reads()
{
    QFETCH(QByteArray, bytes);
    const Result<ImportContent> content = readImport(bytes, {}, QStringLiteral("file"));
    QVERIFY2(content, qPrintable(content ? QString() : content.error().toLine()));
    QTEST(int(content->bundle.certificates.size()), "certificates");
    QTEST(int(content->bundle.keys.size()), "keys");
    QTEST(int(content->requests.size()), "requests");
    QVERIFY(content->revocationLists.isEmpty());
}

void ImportContentTest::damagedAmongOthers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray none = QByteArray("-----BEGIN %-----\nMAMCAQE=\n-----END %-----\n");
    const auto damaged
        = [&none](const char* label) { return QByteArray(none).replace("%", label); };
    QTest::newRow("certificate, then a request") << damaged("CERTIFICATE") + request();
    QTest::newRow("certificate, behind a request") << request() + damaged("CERTIFICATE");
    QTest::newRow("trusted certificate") << request() + damaged("TRUSTED CERTIFICATE");
    QTest::newRow("key") << request() + damaged("PRIVATE KEY");
    QTest::newRow("request") << certificate() + damaged("CERTIFICATE REQUEST");
    QTest::newRow("revocation list") << certificate() + damaged("X509 CRL");
}

void ImportContentTest::damagedAmongOthers()
{
    QFETCH(QByteArray, bytes);
    const Result<ImportContent> content = readImport(bytes, {}, QStringLiteral("file"));
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::InvalidInput);
    QCOMPARE(content.error().where, QStringLiteral("file"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ImportContentTest)
#include "import_content_test.moc"
