#include "core/base/atomic_file.h"
#include "core/certificates/certificate_store.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace workbench;
using namespace workbench::tests;

/// The store's folder in the hands of other programs.
class StoreChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsOnlyWhatChanged();
    void noticesAChangeOfTheSameSize();
    void doesNotUndoOwnChanges();
    void readsInPieces();
    void stopsWhenTold();
    void survivesTwoWriters();
    void olderReadersKnowLess();
    void endingsInCapitalsCount();

private:
    void write(const QString& name, const KeyMaterial& material) const
    {
        QVERIFY(writeFileAtomically(m_folder->filePath(name), *toPem(material)));
    }

    CertificateStore opened() const { return *CertificateStore::open(m_folder->path()); }

    static QStringList namesOf(const CertificateStore& store)
    {
        QStringList names;
        for (const StoreEntry& entry : store.entries()) {
            names.append(entry.name);
        }
        return names;
    }

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void StoreChangesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void StoreChangesTest::readsOnlyWhatChanged()
{
    write("a.pem", m_pki.server());
    write("b.pem", m_pki.client());
    // What changed so lately is read again: the file's time need not show the next change.
    QCOMPARE(opened().reader().read()->read.keys(),
             (QStringList {m_folder->filePath("a.pem"), m_folder->filePath("b.pem")}));
    // Old enough to be believed.
    QTest::qWait(2100);
    CertificateStore store = opened();
    QVERIFY(store.reader().read()->read.isEmpty());
    write("c.pem", m_pki.root());
    QVERIFY(QFile::remove(m_folder->filePath("a.pem")));
    const Result<StoreChanges> changes = store.reader().read();
    QVERIFY(changes);
    QCOMPARE(changes->read.keys(), QStringList {m_folder->filePath("c.pem")});
    QCOMPARE(changes->removed, QStringList {m_folder->filePath("a.pem")});
    QCOMPARE(namesOf(store), (QStringList {"a", "b"}));
    QVERIFY(store.apply(*changes));
    QCOMPARE(namesOf(store), (QStringList {"b", "c"}));
}

void StoreChangesTest::noticesAChangeOfTheSameSize()
{
    write("a.pem", m_pki.server());
    CertificateStore store = opened();
    QVERIFY(!store.reader().read()->areVisible);
    const QByteArray before = store.entries().first().der;
    const QString path = m_folder->filePath("a.pem");
    const qint64 size = QFile(path).size();
    // In place, in the same moment: neither size nor inode differ, and the time need not.
    QFile file(path);
    QByteArray other;
    for (int i = 0; i < 200 && other.size() != size; ++i) {
        other = *toPem(m_pki.server());
    }
    QCOMPARE(other.size(), size);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QCOMPARE(file.write(other), size);
    file.close();
    QVERIFY(store.reload());
    QVERIFY(store.entries().first().der != before);
    // And a broken one is a fault until it is mended.
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("-----BEGIN CERTIFICATE-----\n");
    file.close();
    QVERIFY(store.reload());
    QCOMPARE(store.entries().size(), 0);
    QCOMPARE(store.faults().size(), 1);
    write("a.pem", m_pki.server());
    QVERIFY(store.reload());
    QCOMPARE(namesOf(store), QStringList {"a"});
    QCOMPARE(store.faults().size(), 0);
}

void StoreChangesTest::doesNotUndoOwnChanges()
{
    CertificateStore store = opened();
    const StoreFolderReader reader = store.reader();
    const Result<StoreChanges> early = reader.read();
    QVERIFY(store.add("mine", m_pki.server()));
    QVERIFY(!store.apply(*early));
    QCOMPARE(namesOf(store), QStringList {"mine"});
    const Result<StoreChanges> late = store.reader().read();
    QVERIFY(store.rename("mine", "still mine"));
    QVERIFY(!store.apply(*late));
    QCOMPARE(namesOf(store), QStringList {"still mine"});
    QVERIFY(store.reload());
    QCOMPARE(namesOf(store), QStringList {"still mine"});
}

void StoreChangesTest::readsInPieces()
{
    for (int i = 0; i < 120; ++i) {
        write(QStringLiteral("%1.pem").arg(i, 3, 10, QLatin1Char('0')), m_pki.client());
    }
    CertificateStore store = *CertificateStore::openUnread(m_folder->path());
    QCOMPARE(store.entries().size(), 0);
    QList<int> sizes;
    const Result<StoreChanges> changes
        = store.reader().read([&](const StoredFiles& batch, int done, int total) {
              store.take(batch);
              sizes.append(static_cast<int>(store.entries().size()));
              return done <= total && total == 120;
          });
    QVERIFY(changes);
    QCOMPARE(sizes, QList<int> {50});
    QVERIFY(store.apply(*changes));
    QCOMPARE(store.entries().size(), 120);
    QCOMPARE(store.entries().first().name, QString("000"));
}

void StoreChangesTest::stopsWhenTold()
{
    for (int i = 0; i < 60; ++i) {
        write(QStringLiteral("%1.pem").arg(i), m_pki.client());
    }
    const CertificateStore store = *CertificateStore::openUnread(m_folder->path());
    const Result<StoreChanges> changes
        = store.reader().read([](const StoredFiles&, int, int) { return false; });
    QVERIFY(!changes);
    QCOMPARE(changes.error().code, ErrorCode::Cancelled);
}

void StoreChangesTest::survivesTwoWriters()
{
    CertificateStore mine = opened();
    std::atomic<bool> failed = false;
    std::jthread other([this, &failed] {
        CertificateStore theirs = opened();
        for (int i = 0; i < 40; ++i) {
            const bool done = theirs.add(QStringLiteral("their %1").arg(i), m_pki.client())
                && (i % 4 != 0 || theirs.remove(QStringLiteral("their %1").arg(i)));
            failed = failed || !done;
        }
    });
    for (int i = 0; i < 40; ++i) {
        QVERIFY(mine.add(QStringLiteral("mine %1").arg(i), m_pki.client()));
        QVERIFY(mine.reload());
    }
    other.join();
    QVERIFY(!failed);
    QVERIFY(mine.reload());
    QCOMPARE(mine.faults().size(), 0);
    QCOMPARE(mine.entries().size(), 40 + 30);
    QCOMPARE(namesOf(opened()), namesOf(mine));
}

void StoreChangesTest::olderReadersKnowLess()
{
    write("a.pem", m_pki.server());
    CertificateStore store = *CertificateStore::openUnread(m_folder->path());
    const StoreChanges old = store.reader().read().value();
    write("a.pem", m_pki.root());
    QVERIFY(store.reload());
    QVERIFY(store.entries().first().facts.isCa);
    QVERIFY(!store.apply(old)); // began before, ends after
    QVERIFY(store.entries().first().facts.isCa);
}

void StoreChangesTest::endingsInCapitalsCount()
{
    write("OTHER.PEM", m_pki.server());
    QCOMPARE(namesOf(opened()), QStringList {"OTHER"});
}

QTEST_GUILESS_MAIN(StoreChangesTest)
#include "store_changes_test.moc"
