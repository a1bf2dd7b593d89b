#include "core/base/atomic_file.h"
#include "core/certificates/certificate_export.h"
#include "core/trace/tls_library.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

namespace workbench {

/// Stores side by side, while other programs change them.
class OpenedStoresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(initializeTlsLibrary()); }

    void init();
    void cleanup();
    void ownStoreFollowsOtherPrograms();
    void ownStoreStaysQuietWhenNothingChanges();
    void largeOwnStoreArrivesInPieces();
    void partialStoreIsCompletedWhenNeeded();
    void opensReadsAndCloses();
    void followsAFileThatIsReplaced();
    void seesWhatChangesBeforeItIsWatched();
    void asksForThePassword();
    void remembersWhatWasOpened();
    void folderFollowsItsFiles();
    void othersInTheFolderDoNotMatter();
    void halfWrittenFilesAreWatched();
    void placesAreReadWhenTheyAreSearched();
    void nothingIsImportedWithoutAStore();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    QStringList ownNames() const;
    void write(const QString& name, const KeyMaterial& material) const;
    void openWorkbench();

    tests::TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void OpenedStoresTest::init()
{
    m_folder.emplace();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("store")));
}

void OpenedStoresTest::cleanup()
{
    m_workbench.reset();
}

void OpenedStoresTest::openWorkbench()
{
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
}

QStringList OpenedStoresTest::ownNames() const
{
    QStringList names;
    for (const StoreEntry& entry : m_workbench->certificates().entries()) {
        names.append(entry.name);
    }
    return names;
}

void OpenedStoresTest::write(const QString& name, const KeyMaterial& material) const
{
    QVERIFY(writeFileAtomically(path(name), *toPem(material)));
}

void OpenedStoresTest::ownStoreFollowsOtherPrograms()
{
    openWorkbench();
    QVERIFY(m_workbench->addCertificate(QStringLiteral("mine"), m_pki.server()));
    write(QStringLiteral("store/theirs.pem"), m_pki.client());
    QTRY_COMPARE(ownNames(), (QStringList {"mine", "theirs"}));
    QVERIFY(QFile::remove(path(QStringLiteral("store/mine.pem"))));
    QTRY_COMPARE(ownNames(), QStringList {"theirs"});
    // Written in place, as a shell does.
    QFile file(path(QStringLiteral("store/theirs.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*toPem(m_pki.root()));
    file.close();
    QTRY_VERIFY(m_workbench->certificates().entries().value(0).facts.isCa);
}

void OpenedStoresTest::ownStoreStaysQuietWhenNothingChanges()
{
    openWorkbench();
    QSignalSpy changes(m_workbench.get(), &Workbench::certificatesChanged);
    QVERIFY(m_workbench->addCertificate(QStringLiteral("mine"), m_pki.server()));
    QTest::qWait(700); // the watcher has looked by then, or will have with the next one
    write(QStringLiteral("store/theirs.pem"), m_pki.client());
    QTRY_COMPARE(ownNames(), (QStringList {"mine", "theirs"}));
    QCOMPARE(changes.count(), 2);
}

void OpenedStoresTest::largeOwnStoreArrivesInPieces()
{
    const KeyMaterial client = m_pki.client();
    for (int i = 0; i < 300; ++i) {
        write(QStringLiteral("store/%1.pem").arg(i, 3, 10, QLatin1Char('0')), client);
    }
    openWorkbench();
    QVERIFY(m_workbench->isReadingCertificates());
    QList<qsizetype> sizes;
    connect(m_workbench.get(), &Workbench::certificatesChanged, this, [this, &sizes] {
        sizes.append(m_workbench->certificates().entries().size());
    });
    QTRY_VERIFY(!m_workbench->isReadingCertificates());
    QCOMPARE(sizes, (QList<qsizetype> {50, 300}));
}

void OpenedStoresTest::partialStoreIsCompletedWhenNeeded()
{
    const KeyMaterial client = m_pki.client();
    for (int i = 0; i < 300; ++i) {
        write(QStringLiteral("store/%1.pem").arg(i), client);
    }
    const KeyMaterial server = m_pki.server();
    write(QStringLiteral("store/zzz.pem"), server);
    openWorkbench();
    // It is there already, although not read yet.
    const Result<StoreEntry> added = m_workbench->addCertificate(QStringLiteral("again"), server);
    QVERIFY(!added);
    QCOMPARE(added.error().code, ErrorCode::AlreadyExists);
    QVERIFY(m_workbench->removeCertificate(QStringLiteral("zzz")));
    // Something that is noticed after whatever was under way.
    write(QStringLiteral("store/zzzz.pem"), server);
    QTRY_VERIFY(ownNames().contains(QStringLiteral("zzzz")));
    QCOMPARE(ownNames().size(), 301);
    QVERIFY(!ownNames().contains(QStringLiteral("zzz")));
}

void OpenedStoresTest::opensReadsAndCloses()
{
    openWorkbench();
    OpenedStores& stores = m_workbench->stores();
    QCOMPARE(stores.ids(), QStringList {"system"});
    write(QStringLiteral("other.pem"), m_pki.server());
    const Result<QString> id = stores.open(path(QStringLiteral("other.pem")));
    QVERIFY(id);
    QCOMPARE(stores.ids(), (QStringList {"system", *id}));
    QTRY_VERIFY(!stores.find(*id)->reading);
    QCOMPARE(stores.find(*id)->entries.size(), 2);
    const StoreEntry entry = stores.find(*id)->entries.first();
    QVERIFY((*stores.source(*id))->load(entry, {})->hasKey());
    QCOMPARE(*stores.open(path(QStringLiteral("other.pem"))), *id);
    QCOMPARE(stores.ids().size(), 2);
    stores.close(*id);
    stores.close(QStringLiteral("system"));
    QCOMPARE(stores.ids(), QStringList {"system"});
    QCOMPARE(stores.open(path(QStringLiteral("nowhere"))).error().code, ErrorCode::NotFound);
}

void OpenedStoresTest::followsAFileThatIsReplaced()
{
    openWorkbench();
    OpenedStores& stores = m_workbench->stores();
    write(QStringLiteral("other.pem"), m_pki.server());
    const QString id = *stores.open(path(QStringLiteral("other.pem")));
    QTRY_COMPARE(stores.find(id)->entries.size(), 2);
    write(QStringLiteral("other.pem"), m_pki.root());
    QTRY_COMPARE(stores.find(id)->entries.size(), 1);
    QVERIFY(stores.find(id)->entries.first().facts.isCa);
    QVERIFY(QFile::remove(id));
    QTRY_VERIFY(stores.find(id)->fault);
    write(QStringLiteral("other.pem"), m_pki.server());
    QTRY_COMPARE(stores.find(id)->entries.size(), 2);
    QVERIFY(!stores.find(id)->fault);
}

/// What has been read is shown before the file is watched.
void OpenedStoresTest::seesWhatChangesBeforeItIsWatched()
{
    openWorkbench();
    OpenedStores& stores = m_workbench->stores();
    write(QStringLiteral("other.pem"), m_pki.server());
    bool replaced = false;
    connect(&stores, &OpenedStores::entriesAdded, this, [&] {
        if (!std::exchange(replaced, true)) {
            write(QStringLiteral("other.pem"), m_pki.root());
        }
    });
    const QString id = *stores.open(path(QStringLiteral("other.pem")));
    QTRY_VERIFY(replaced);
    QTRY_COMPARE(stores.find(id)->entries.size(), 1);
    QVERIFY(stores.find(id)->entries.first().facts.isCa);
}

void OpenedStoresTest::asksForThePassword()
{
    openWorkbench();
    OpenedStores& stores = m_workbench->stores();
    ExportRequest request;
    request.form = ExportForm::Pkcs12;
    request.part = ExportPart::All;
    request.password = "secret";
    QVERIFY(writeFileAtomically(path(QStringLiteral("a.p12")),
                                *exportMaterial(m_pki.server(), request)));
    const QString id = *stores.open(path(QStringLiteral("a.p12")));
    QTRY_VERIFY(stores.find(id)->fault);
    QCOMPARE(stores.find(id)->fault->code, ErrorCode::PasswordNeeded);
    QVERIFY(stores.open(id, "secret"));
    QTRY_COMPARE(stores.find(id)->entries.size(), 2);
    QVERIFY(!stores.find(id)->fault);
}

void OpenedStoresTest::remembersWhatWasOpened()
{
    openWorkbench();
    write(QStringLiteral("other.pem"), m_pki.server());
    const QString id = *m_workbench->stores().open(path(QStringLiteral("other.pem")));
    openWorkbench();
    QCOMPARE(m_workbench->stores().ids(), (QStringList {"system", id}));
    QVERIFY(m_workbench->stores().find(id)->entries.isEmpty());
    m_workbench->stores().need(id);
    QTRY_COMPARE(m_workbench->stores().find(id)->entries.size(), 2);
    QVERIFY(QFile::remove(id));
    openWorkbench();
    QCOMPARE(m_workbench->stores().find(id)->fault->code, ErrorCode::NotFound);
    m_workbench->stores().close(id);
    openWorkbench();
    QCOMPARE(m_workbench->stores().ids(), QStringList {"system"});
}

void OpenedStoresTest::folderFollowsItsFiles()
{
    openWorkbench();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("others")));
    write(QStringLiteral("others/a.pem"), m_pki.server());
    OpenedStores& stores = m_workbench->stores();
    const QString id = *stores.open(path(QStringLiteral("others")));
    QTRY_COMPARE(stores.find(id)->entries.size(), 2);
    // Written in place, as a shell does: the folder itself does not change.
    QFile file(path(QStringLiteral("others/a.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*toPem(m_pki.root()));
    file.close();
    QTRY_COMPARE(stores.find(id)->entries.size(), 1);
    QVERIFY(stores.find(id)->entries.first().facts.isCa);
}

void OpenedStoresTest::othersInTheFolderDoNotMatter()
{
    openWorkbench();
    write(QStringLiteral("a.pem"), m_pki.server());
    OpenedStores& stores = m_workbench->stores();
    const QString id = *stores.open(path(QStringLiteral("a.pem")));
    QTRY_COMPARE(stores.find(id)->entries.size(), 2);
    QTest::qWait(2100); // until its stamp can be believed
    QSignalSpy changes(&stores, &OpenedStores::storeChanged);
    write(QStringLiteral("unrelated.txt"), m_pki.client());
    QTRY_COMPARE(changes.count(), 1); // it was read too soon after it was written: once more
    for (int i = 0; i < 3; ++i) {
        write(QStringLiteral("unrelated%1.txt").arg(i), m_pki.client());
        QTest::qWait(250);
    }
    // And still notices what counts.
    write(QStringLiteral("a.pem"), m_pki.root());
    QTRY_COMPARE(stores.find(id)->entries.size(), 1);
    QCOMPARE(changes.count(), 2);
}

void OpenedStoresTest::halfWrittenFilesAreWatched()
{
    openWorkbench();
    const QByteArray whole = *toPem(m_pki.root());
    QFile file(path(QStringLiteral("store/slow.pem")));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    file.write(whole.left(100));
    QTRY_COMPARE(m_workbench->certificates().faults().size(), 1);
    file.write(whole.mid(100)); // in place: the folder stays as it is
    file.close();
    QTRY_COMPARE(ownNames(), QStringList {"slow"});
    QCOMPARE(m_workbench->certificates().faults().size(), 0);
}

void OpenedStoresTest::placesAreReadWhenTheyAreSearched()
{
    write(QStringLiteral("issuer.pem"), m_pki.intermediate());
    OpenedStores stores;
    QVERIFY(stores.places().isEmpty()); // the system's anchors are none
    stores.restore({path(QStringLiteral("issuer.pem"))});
    QSignalSpy changed(&stores, &OpenedStores::storeChanged);
    QVERIFY(stores.places().isEmpty()); // it begins to be read
    QVERIFY(changed.wait());
    const QList<PoolPlace> places = stores.places();
    QCOMPARE(places.size(), 1);
    QCOMPARE(places.first().name, QStringLiteral("issuer.pem"));
    CertificatePool pool;
    pool.add(places.first());
    QVERIFY(!pool.certificates().isEmpty());
    QCOMPARE(pool.certificates().first().origin, QStringLiteral("store “issuer.pem”"));
}

void OpenedStoresTest::nothingIsImportedWithoutAStore()
{
    m_workbench = std::make_unique<Workbench>(m_folder->path()); // not opened
    QSignalSpy imported(m_workbench.get(), &Workbench::certificatesImported);
    CertificateBundle bundle;
    bundle.certificates.append(m_pki.root().certificate);
    const int job = m_workbench->importCertificates(
        planImport(m_workbench->certificates(), {{.bundle = bundle, .origin = "x.pem"}}));
    QTRY_COMPARE(imported.count(), 1);
    QCOMPARE(imported.first().first().toInt(), job);
    const auto outcome = imported.first().last().value<ImportOutcome>();
    QVERIFY(outcome.entries.isEmpty());
    QCOMPARE(outcome.faults.size(), 1);
    QCOMPARE(outcome.faults.first().code, ErrorCode::FileFault);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::OpenedStoresTest)
#include "opened_stores_test.moc"
