#include "core/certificates/certificate_facts.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/store_import.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

using tests::TestPki;
using Outcome = ImportedEntry::Outcome;

/// Whatever files hold, put together and into the store.
class StoreImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneFileOfEach();
    void severalCertificatesAreSeveralEntries();
    void filesOfTheSameNameAreCounted();
    void aGivenNameIsForOne();
    void keyComesLater();
    void nothingTwice();
    void keyThatFitsNothing();
    void casThatCertifiedEachOther();
    void tenThousandCertificates();

private:
    CertificateBundle bundle(const QByteArray& bytes) const;
    QList<ImportedEntry> imported(const CertificateBundle& bundle, const QString& wish = {});
    QList<ImportedEntry> imported(const QList<ImportFile>& files);

    TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::optional<CertificateStore> m_store;
};

void StoreImportTest::init()
{
    m_folder.emplace();
    Result<CertificateStore> store = CertificateStore::open(m_folder->path());
    QVERIFY(store);
    m_store = std::move(*store);
}

CertificateBundle StoreImportTest::bundle(const QByteArray& bytes) const
{
    const Result<CertificateBundle> read = readBundle(bytes, {}, {}, KeyReading::Read);
    return read ? *read : CertificateBundle {};
}

QList<ImportedEntry> StoreImportTest::imported(const CertificateBundle& bundle, const QString& wish)
{
    return imported(
        QList<ImportFile> {{.bundle = bundle, .wish = wish, .origin = QStringLiteral("file")}});
}

QList<ImportedEntry> StoreImportTest::imported(const QList<ImportFile>& files)
{
    const Result<QList<ImportedEntry>> done = importInto(*m_store, files);
    return done ? *done : QList<ImportedEntry> {};
}

void StoreImportTest::oneFileOfEach()
{
    const KeyMaterial server = m_pki.server();
    const KeyMaterial issuer {.certificate = server.chain.first(), .chain = {}, .key = {}};
    // The key first; then what people have beside it.
    const QList<ImportedEntry> entries = imported(
        {{.bundle = bundle(*keyPem(server)), .wish = QStringLiteral("key"), .origin = {}},
         {.bundle = bundle(certificatePem(issuer, false)),
          .wish = QStringLiteral("issuer"),
          .origin = {}},
         {.bundle = bundle(certificatePem(m_pki.root(), false)),
          .wish = QStringLiteral("root"),
          .origin = {}},
         {.bundle = bundle(certificatePem(server, false)),
          .wish = QStringLiteral("shop"),
          .origin = {}}});
    QCOMPARE(entries.size(), 3);
    const Result<StoreEntry> shop = m_store->find(QStringLiteral("shop"));
    QVERIFY(shop);
    QVERIFY(shop->hasPrivateKey);
    QCOMPARE(shop->chain.size(), 1); // the root is an entry of its own
    QVERIFY(m_store->find(QStringLiteral("issuer")));
    QVERIFY(m_store->find(QStringLiteral("root")));
}

void StoreImportTest::severalCertificatesAreSeveralEntries()
{
    const KeyMaterial server = m_pki.server();
    const KeyMaterial client = m_pki.client();
    const QList<ImportedEntry> entries
        = imported(bundle(*toPem(server) + *toPem(client) + *toPem(client)), QStringLiteral("x"));
    QCOMPARE(entries.size(), 2);
    QSet<QString> names;
    for (const ImportedEntry& one : entries) {
        QVERIFY(one.entry.hasPrivateKey);
        QCOMPARE(one.entry.chain.size(), 1);
        names.insert(one.entry.name);
    }
    QVERIFY(!names.contains(QStringLiteral("x")));
    QVERIFY(names.contains(certificateFacts(client.certificate.get()).commonName));
}

void StoreImportTest::filesOfTheSameNameAreCounted()
{
    const QString wish = QStringLiteral("cert"); // a/cert.pem, b/cert.pem
    const QList<ImportedEntry> entries
        = imported({{.bundle = bundle(*toPem(m_pki.server())), .wish = wish, .origin = {}},
                    {.bundle = bundle(*toPem(m_pki.client())), .wish = wish, .origin = {}}});
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries.first().entry.name, wish);
    QCOMPARE(entries.last().entry.name, QStringLiteral("cert 2"));
}

void StoreImportTest::aGivenNameIsForOne()
{
    const QString name = QStringLiteral("mine");
    const ImportFile server {.bundle = bundle(*toPem(m_pki.server())), .wish = {}, .origin = {}};
    const ImportFile client {.bundle = bundle(*toPem(m_pki.client())), .wish = {}, .origin = {}};
    const Result<QList<ImportedEntry>> both = importInto(*m_store, {server, client}, name);
    QCOMPARE(both.error().code, ErrorCode::InvalidInput);
    QVERIFY(m_store->entries().isEmpty());
    const Result<QList<ImportedEntry>> one = importInto(*m_store, {server}, name);
    QVERIFY(one);
    QCOMPARE(one->first().entry.name, name);
    // Taken: it is said, not counted on.
    QCOMPARE(importInto(*m_store, {client}, name).error().code, ErrorCode::AlreadyExists);
}

void StoreImportTest::keyComesLater()
{
    const KeyMaterial server = m_pki.server();
    QCOMPARE(imported(bundle(certificatePem(server, true)), QStringLiteral("shop")).size(), 1);
    const QList<ImportedEntry> entries = imported(bundle(*keyPem(server)));
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().outcome, Outcome::KeyAdded);
    QCOMPARE(entries.first().entry.name, QStringLiteral("shop"));
    const Result<KeyMaterial> loaded = m_store->load(entries.first().entry);
    QVERIFY(loaded && keyFits(*loaded));
    QCOMPARE(loaded->chain.size(), 1); // as before
}

void StoreImportTest::nothingTwice()
{
    const QByteArray pem = *toPem(m_pki.server());
    QCOMPARE(imported(bundle(pem), QStringLiteral("one")).size(), 1);
    const QList<ImportedEntry> again = imported(bundle(pem), QStringLiteral("two"));
    QCOMPARE(again.size(), 1);
    QCOMPARE(again.first().outcome, Outcome::Present);
    QCOMPARE(again.first().entry.name, QStringLiteral("one"));
    QCOMPARE(m_store->entries().size(), 1);
}

void StoreImportTest::keyThatFitsNothing()
{
    const KeyMaterial client = m_pki.client();
    const QByteArray foreign = *keyPem(client);
    for (const QByteArray& file : {foreign, certificatePem(m_pki.server(), true) + foreign}) {
        const Result<QList<ImportedEntry>> done = importInto(
            *m_store,
            {{.bundle = bundle(file), .wish = {}, .origin = QStringLiteral("mixed.pem")}});
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::KeyMismatch);
        QCOMPARE(done.error().where, QStringLiteral("mixed.pem"));
        QVERIFY(!done.error().remedy.isEmpty());
        QVERIFY(m_store->entries().isEmpty()); // nothing of it was taken
    }
    // Also when the key fits something of the store.
    QCOMPARE(imported(bundle(*toPem(client))).size(), 1);
    const Result<QList<ImportedEntry>> mixed
        = importInto(*m_store,
                     {{.bundle = bundle(certificatePem(m_pki.server(), true) + foreign),
                       .wish = {},
                       .origin = {}}});
    QCOMPARE(mixed.error().code, ErrorCode::KeyMismatch);
}

void StoreImportTest::casThatCertifiedEachOther()
{
    const KeyMaterial one = m_pki.root();
    const KeyMaterial other = m_pki.intermediate();
    const QList<KeyMaterial> groups = groupMaterial(
        {.certificates = {one.certificate, other.certificate}, .keys = {}, .others = {}});
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups.first().certificate, other.certificate);
    QCOMPARE(groups.first().chain, QList {one.certificate});
}

void StoreImportTest::tenThousandCertificates()
{
    CertificateBundle all;
    const KeyMaterial root = m_pki.root();
    constexpr int kMany = 10'000;
    for (int i = 0; i < kMany; ++i) {
        // Told apart by serial number; nobody checks the signatures here.
        X509Ptr copy(X509_dup(root.certificate.get()));
        const std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>> serial(ASN1_INTEGER_new());
        ASN1_INTEGER_set(serial.get(), i + 1);
        X509_set_serialNumber(copy.get(), serial.get());
        X509_set_subject_name(copy.get(), X509_get_subject_name(root.certificate.get()));
        i2d_re_X509_tbs(copy.get(), nullptr); // so that the new number is in its bytes
        all.certificates.append(std::shared_ptr<X509>(std::move(copy)));
    }
    all.keys = {m_pki.client().key};
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(groupMaterial(all).size(), kMany + 1);
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::StoreImportTest)
#include "store_import_test.moc"
