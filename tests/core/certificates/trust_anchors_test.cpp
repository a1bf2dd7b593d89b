#include "core/certificates/certificate_verifier.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <thread>

using namespace workbench;
using namespace workbench::tests;

class TrustAnchorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void takesCertificates();
    void readsFiles();
    void namesTheBadFile_data();
    void namesTheBadFile();
    void obeysTheEnvironment();
    void allowsAnEmptySystem();
    void readsTheSystemOnce();

private:
    QString write(const QString& name, const QByteArray& content) const;

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TrustAnchorsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TrustAnchorsTest::cleanup()
{
    qunsetenv("SSL_CERT_FILE");
    qunsetenv("SSL_CERT_DIR");
}

QString TrustAnchorsTest::write(const QString& name, const QByteArray& content) const
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(file.fileName()));
    }
    return file.fileName();
}

void TrustAnchorsTest::takesCertificates()
{
    const QByteArray root = m_pki.rootDer();
    const TrustAnchors anchors
        = TrustAnchors::fromCertificates({root, root, "junk"}, "My certificates");
    QCOMPARE(anchors.count, 1);
    QCOMPARE(anchors.origin, QString("My certificates"));
    QVERIFY(anchors.store);
    QVERIFY(!TrustAnchors::fromCertificates({}, "none").count);
}

void TrustAnchorsTest::readsFiles()
{
    const TestPki other;
    const QString pem = write("bundle.pem",
                              "# comment\n" + certificatePem(m_pki.intermediate(), true)
                                  + certificatePem(m_pki.root(), false));
    const QString der = write("other.der", other.rootDer());
    const Result<TrustAnchors> anchors = TrustAnchors::fromFiles({pem, der});
    QVERIFY(anchors);
    QCOMPARE(anchors->count, 3);
    QCOMPARE(anchors->sources, (QStringList {pem, der}));
    const KeyMaterial server = other.server();
    const X509StackPtr chain(sk_X509_new_null());
    sk_X509_push(chain.get(), shared(server.chain.first().get()).release());
    QVERIFY(verifyCertificate(server.certificate.get(), chain.get(), *anchors, {}).trusted);
}

void TrustAnchorsTest::namesTheBadFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("damaged") << certificatePem(m_pki.root(), false).replace("MII", "!!!");
    QTest::newRow("a key") << keyPem(m_pki.root()).value();
}

void TrustAnchorsTest::namesTheBadFile()
{
    QFETCH(const QByteArray, content);
    const QString good = write("good.pem", certificatePem(m_pki.root(), false));
    const QString bad = write("bad.pem", content);
    const Result<TrustAnchors> anchors = TrustAnchors::fromFiles({good, bad});
    QVERIFY(!anchors);
    QCOMPARE(anchors.error().where, bad);
    QCOMPARE(anchors.error().code, ErrorCode::InvalidInput);
    const Result<TrustAnchors> missing = TrustAnchors::fromFiles({"/does/not/exist.pem"});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().where, QString("/does/not/exist.pem"));
}

void TrustAnchorsTest::obeysTheEnvironment()
{
    const QString file = write("root.pem", certificatePem(m_pki.root(), false));
    qputenv("SSL_CERT_FILE", file.toUtf8());
    const TrustAnchors fromFile = TrustAnchors::readSystem();
    QCOMPARE(fromFile.count, 1);
    QCOMPARE(fromFile.sources, QStringList {file});

    qunsetenv("SSL_CERT_FILE");
    write("intermediate.pem", certificatePem(m_pki.intermediate(), false));
    write("README", "not a certificate");
    qputenv("SSL_CERT_DIR", m_folder->path().toUtf8());
    const TrustAnchors fromFolder = TrustAnchors::readSystem();
    QCOMPARE(fromFolder.count, 2);
    QCOMPARE(fromFolder.sources, QStringList {m_folder->path()});
}

void TrustAnchorsTest::allowsAnEmptySystem()
{
    qputenv("SSL_CERT_FILE", "/does/not/exist.pem");
    const TrustAnchors anchors = TrustAnchors::readSystem();
    QCOMPARE(anchors.count, 0);
    QVERIFY(anchors.store);
    QCOMPARE(anchors.sources, QStringList {"/does/not/exist.pem"});
}

void TrustAnchorsTest::readsTheSystemOnce()
{
    std::array<X509_STORE*, 4> stores {};
    std::array<std::thread, 4> threads;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        threads.at(i) = std::thread([&stores, i] {
            const Result<TrustAnchors> anchors = TrustAnchors::system();
            stores.at(i) = anchors ? anchors->store.get() : nullptr;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QVERIFY(stores.front() != nullptr);
    QCOMPARE(std::count(stores.begin(), stores.end(), stores.front()), 4);
}

QTEST_GUILESS_MAIN(TrustAnchorsTest)
#include "trust_anchors_test.moc"
