#include "core/base/atomic_file.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/store_import.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
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
    void namesThatDifferInCaseOnly();
    void sameNameTwice();
    void stopsWhenTold();
    void fullDiskEndsIt();
    void undone();
    void undoingKeepsWhatWasChanged();
    void undoingLooksIntoTheFile_data();
    void undoingLooksIntoTheFile();
    void keyIsNotPutOverARenewal();

private:
    CertificateBundle bundle(const QByteArray& bytes) const;
    QList<ImportedEntry> imported(const CertificateBundle& bundle, const QString& wish = {});
    QList<ImportedEntry> imported(const QList<ImportFile>& files);
    QList<ImportItem> plan(int certificates) const; ///< named "1", "2", …

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
    const Result<ImportOutcome> done = importInto(*m_store, files);
    return done && done->faults.isEmpty() ? done->entries : QList<ImportedEntry> {};
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
    const Result<ImportOutcome> both = importInto(*m_store, {server, client}, name);
    QCOMPARE(both.error().code, ErrorCode::InvalidInput);
    QVERIFY(m_store->entries().isEmpty());
    const Result<ImportOutcome> one = importInto(*m_store, {server}, name);
    QVERIFY(one);
    QCOMPARE(one->entries.first().entry.name, name);
    // Taken: it is said, not counted on.
    const Result<ImportOutcome> taken = importInto(*m_store, {client}, name);
    QVERIFY(taken && taken->entries.isEmpty());
    QCOMPARE(taken->faults.first().code, ErrorCode::AlreadyExists);
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
        const Result<ImportOutcome> done = importInto(
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
    const Result<ImportOutcome> mixed
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
    constexpr int kMany = 10'000;
    CertificateBundle all;
    all.certificates = TestPki::manyOf(m_pki.root(), kMany);
    all.keys = {m_pki.client().key};
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(groupMaterial(all).size(), kMany + 1);
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

QList<ImportItem> StoreImportTest::plan(int certificates) const
{
    CertificateBundle all;
    all.certificates = TestPki::manyOf(m_pki.root(), certificates);
    return planImport(*m_store, {{.bundle = all, .wish = {}, .origin = {}}});
}

void StoreImportTest::namesThatDifferInCaseOnly()
{
    QList<ImportItem> items = plan(2);
    items[0].name = QStringLiteral("Shop");
    items[1].name = QStringLiteral("shop");
    const ImportOutcome outcome = importItems(*m_store, items);
    QVERIFY(outcome.faults.isEmpty());
    // Their files can live side by side where case does not count.
    QCOMPARE(QFileInfo(outcome.entries.first().entry.path).fileName(), QStringLiteral("Shop.pem"));
    QVERIFY(outcome.entries.last().entry.path.endsWith(QStringLiteral("%73%68%6F%70.pem")));
    const Result<CertificateStore> again = CertificateStore::open(m_folder->path());
    QVERIFY(again && again->entries() == m_store->entries());
}

void StoreImportTest::sameNameTwice()
{
    QList<ImportItem> items = plan(3);
    items[1].name = items[0].name;
    const ImportOutcome outcome = importItems(*m_store, items);
    QCOMPARE(outcome.entries.size(), 2);
    QCOMPARE(outcome.faults.size(), 1);
    QCOMPARE(outcome.faults.first().code, ErrorCode::AlreadyExists);
    QCOMPARE(m_store->entries().size(), 2);
}

void StoreImportTest::stopsWhenTold()
{
    constexpr int kAll = 300;
    QList<QPair<int, int>> seen;
    const ImportOutcome outcome = importItems(*m_store, plan(kAll), [&seen](int done, int total) {
        seen.append({done, total});
        return seen.size() < 2;
    });
    QVERIFY(outcome.cancelled);
    QCOMPARE(seen.size(), 2);
    QCOMPARE(seen.last().second, kAll);
    QVERIFY(seen.last().first < kAll);
    QCOMPARE(outcome.entries.size(), seen.last().first);
    QCOMPARE(m_store->entries().size(), outcome.entries.size());
    const Result<CertificateStore> again = CertificateStore::open(m_folder->path());
    QVERIFY(again && again->entries() == m_store->entries());
    // The rest comes with the next import, and nothing twice.
    const ImportOutcome rest = importItems(*m_store, plan(kAll));
    QVERIFY(!rest.cancelled && rest.faults.isEmpty());
    QCOMPARE(rest.entries.size(), kAll);
    QCOMPARE(m_store->entries().size(), kAll);
}

void StoreImportTest::fullDiskEndsIt()
{
    const QList<ImportItem> items = plan(200);
    QVERIFY(QDir(m_folder->path()).removeRecursively());
    const ImportOutcome outcome = importItems(*m_store, items);
    QVERIFY(outcome.entries.isEmpty());
    QVERIFY(!outcome.faults.isEmpty());
    QVERIFY(outcome.faults.size() < 200); // not every certificate is tried
    QCOMPARE(outcome.faults.first().code, ErrorCode::FileFault);
    QVERIFY(m_store->entries().isEmpty());
}

void StoreImportTest::undone()
{
    const KeyMaterial server = m_pki.server();
    QVERIFY(m_store->add(QStringLiteral("shop"),
                         {.certificate = server.certificate, .chain = {}, .key = {}}));
    QVERIFY(m_store->add(QStringLiteral("root"), m_pki.root()));
    const QList<StoreEntry> before = m_store->entries();
    const QList<ImportedEntry> entries
        = imported(bundle(*keyPem(server) + *toPem(m_pki.client()) + *toPem(m_pki.root())));
    QCOMPARE(entries.size(), 3);
    const ImportUndone undone = undoImport(*m_store, entries);
    QVERIFY(undone.faults.isEmpty() && undone.kept.isEmpty());
    QCOMPARE(undone.removed.size(), 1);
    QCOMPARE(undone.rewritten.size(), 1);
    QCOMPARE(m_store->entries(), before);
    const Result<CertificateStore> again = CertificateStore::open(m_folder->path());
    QVERIFY(again && again->entries() == before);
}

void StoreImportTest::undoingKeepsWhatWasChanged()
{
    const KeyMaterial server = m_pki.server();
    const QList<ImportedEntry> entries = imported(
        {{.bundle = bundle(certificatePem(server, false)),
          .wish = QStringLiteral("shop"),
          .origin = {}},
         {.bundle = bundle(*toPem(m_pki.root())), .wish = QStringLiteral("ca"), .origin = {}},
         {.bundle = bundle(*toPem(m_pki.client())), .wish = QStringLiteral("mine"), .origin = {}}});
    QCOMPARE(entries.size(), 3);
    QVERIFY(m_store->replace(QStringLiteral("shop"), server)); // its key came later
    const Result<StoreEntry> ca = m_store->find(QStringLiteral("ca"));
    QVERIFY(ca);
    QVERIFY(writeFileAtomically(revocationListPath(ca->path), "what it revoked"));
    const ImportUndone undone = undoImport(*m_store, entries);
    QCOMPARE(undone.removed.size(), 1);
    QCOMPARE(undone.removed.first().name, QStringLiteral("mine"));
    QCOMPARE(undone.kept, (QStringList {QStringLiteral("shop"), QStringLiteral("ca")}));
    QCOMPARE(m_store->entries().size(), 2);
}

/// Another window, program or job: what this store remembers is older than the files.
void StoreImportTest::undoingLooksIntoTheFile_data()
{
    QTest::addColumn<bool>("keyCameLater");
    QTest::addColumn<bool>("renewed"); // else only the passphrase is another one
    QTest::newRow("a new certificate and key") << false << true;
    QTest::newRow("another passphrase") << false << false;
    QTest::newRow("the key that came: a new certificate and key") << true << true;
    QTest::newRow("the key that came: another passphrase") << true << false;
}

void StoreImportTest::undoingLooksIntoTheFile()
{
    QFETCH(bool, keyCameLater);
    QFETCH(bool, renewed);
    const KeyMaterial server = m_pki.server();
    const QString name = QStringLiteral("shop");
    if (keyCameLater) {
        QCOMPARE(imported(bundle(certificatePem(server, true)), name).size(), 1);
    }
    const QList<ImportedEntry> entries
        = imported({{.bundle = bundle(keyCameLater ? *keyPem(server) : *toPem(server)),
                     .wish = name,
                     .origin = {},
                     .keyPassword = SecretBytes("first")}});
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries.first().outcome, keyCameLater ? Outcome::KeyAdded : Outcome::Added);

    Result<CertificateStore> other = CertificateStore::open(m_folder->path());
    QVERIFY(other);
    const KeyMaterial after = renewed ? m_pki.server() : server;
    QVERIFY(other->replace(name, after, "second"));
    const ImportUndone undone = undoImport(*m_store, entries);
    QCOMPARE(undone.kept, QStringList {name});
    QVERIFY(undone.removed.isEmpty() && undone.rewritten.isEmpty() && undone.faults.isEmpty());
    QVERIFY(other->reload());
    const Result<KeyMaterial> kept = other->load(*other->find(name), "second");
    QVERIFY2(kept, qPrintable(kept ? QString() : kept.error().toLine()));
    QVERIFY(EVP_PKEY_eq(kept->key.get(), after.key.get()) == 1);
}

void StoreImportTest::keyIsNotPutOverARenewal()
{
    const KeyMaterial server = m_pki.server();
    const QString name = QStringLiteral("shop");
    QCOMPARE(imported(bundle(certificatePem(server, true)), name).size(), 1);
    Result<CertificateStore> other = CertificateStore::open(m_folder->path());
    QVERIFY(other);
    const KeyMaterial renewed = m_pki.server();
    QVERIFY(other->replace(name, renewed));
    const Result<ImportOutcome> done
        = importInto(*m_store, {{.bundle = bundle(*keyPem(server)), .wish = {}, .origin = {}}});
    QVERIFY(done);
    QVERIFY(done->entries.isEmpty());
    QCOMPARE(done->faults.size(), 1);
    QCOMPARE(done->faults.first().code, ErrorCode::InvalidInput);
    QCOMPARE(done->faults.first().where, name);
    QVERIFY(other->reload());
    QCOMPARE(other->find(name)->der, toDer(renewed.certificate.get()));
    QVERIFY(other->find(name)->hasPrivateKey);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::StoreImportTest)
#include "store_import_test.moc"
