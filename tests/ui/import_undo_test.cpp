#include "tests/support/slowness.h"
#include "tests/ui/support/import_window.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/import_review_model.h"
#include "ui/main_window/store_job_row.h"

#include <QAction>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>

#include <chrono>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;

/// Imports that take a while, are stopped, undone and done again.
class ImportUndoTest : public tests::ImportWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void undoneInOneStep();
    void undoneAndDoneAgainWithMany();
    void stoppedUndoLosesNothing();
    void redoneWhileItIsUndone();
    void progressIsShownAndStops();
    void closedWhileItRuns();

private:
    void importMany(int many);
};

void ImportUndoTest::undoneInOneStep()
{
    m_fixture->addCertificates();
    const QStringList before = names();
    QWidget* dialog = dropForReview({file("one.pem", *toPem(m_fixture->pki().client())),
                                     file("two.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names().size(), 5);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QTRY_COMPARE(names(), before);
    find<QAction>(m_window.get(), "redo")->trigger();
    QTRY_COMPARE(names().size(), 5);
    QVERIFY(m_fixture->workbench().certificates().find(QStringLiteral("one"))->hasPrivateKey);
    // What was changed since is kept, and that is said.
    QVERIFY(m_fixture->workbench().renameCertificate(QStringLiteral("one"), QStringLiteral("1")));
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_COMPARE(names().size(), 4);
    QTRY_VERIFY2(message().contains(QStringLiteral("one")), qPrintable(message()));
    QVERIFY(names().contains(QStringLiteral("1")));
}

/// So many certificates from one file.
void ImportUndoTest::importMany(int many)
{
    QByteArray bundle;
    for (const auto& one : tests::TestPki::manyOf(m_fixture->pki().root(), many)) {
        bundle += certificatePem({.certificate = one, .chain = {}, .key = {}}, false);
    }
    QWidget* dialog = dropForReview({file("bundle.pem", bundle)});
    QVERIFY(dialog != nullptr);
    QCOMPARE(model(dialog)->rowCount(), many);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE_WITH_TIMEOUT(names().size(), many, tests::kUsualWait);
}

void ImportUndoTest::undoneAndDoneAgainWithMany()
{
    constexpr int kMany = 500;
    importMany(kMany);
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(QStringLiteral("500 certificates")),
                             tests::kUsualWait);
    QVERIFY(message().size() < 200); // not every name
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(names().isEmpty(), tests::kUsualWait);
    find<QAction>(m_window.get(), "redo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(names().size(), kMany, tests::kUsualWait);
}

void ImportUndoTest::stoppedUndoLosesNothing()
{
    constexpr int kMany = 1'000;
    importMany(kMany);
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(QStringLiteral("1000 certificates")),
                             tests::kUsualWait);
    Workbench& workbench = m_fixture->workbench();
    QSignalSpy undone(&workbench, &Workbench::importUndone);
    const QMetaObject::Connection stopping = connect(
        &workbench, &Workbench::storeJobProgress, this, [&workbench](int job, StoreJobKind) {
            workbench.cancelStoreJob(job);
        });
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(undone.count(), 1, tests::kUsualWait);
    disconnect(stopping);
    QVERIFY(undone.first().at(1).value<ImportUndone>().cancelled);
    QVERIFY(!names().isEmpty());
    QTRY_VERIFY2(message().contains(QStringLiteral("stopped")), qPrintable(message()));

    QSignalSpy imported(&workbench, &Workbench::certificatesImported);
    find<QAction>(m_window.get(), "redo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, tests::kUsualWait);
    QVERIFY(imported.first().at(1).value<ImportOutcome>().faults.isEmpty());
    QCOMPARE(names().size(), kMany);
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(undone.count(), 2, tests::kUsualWait);
    QVERIFY(names().isEmpty());
}

void ImportUndoTest::redoneWhileItIsUndone()
{
    constexpr int kMany = 200;
    importMany(kMany);
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(QStringLiteral("200 certificates")),
                             tests::kUsualWait);
    Workbench& workbench = m_fixture->workbench();
    QSignalSpy undone(&workbench, &Workbench::importUndone);
    QSignalSpy imported(&workbench, &Workbench::certificatesImported);
    find<QAction>(m_window.get(), "undo")->trigger();
    find<QAction>(m_window.get(), "redo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 1, tests::kUsualWait);
    QVERIFY(imported.first().at(1).value<ImportOutcome>().faults.isEmpty());
    QCOMPARE(names().size(), kMany);
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(undone.count(), 2, tests::kUsualWait);
    QVERIFY(names().isEmpty());
}

void ImportUndoTest::progressIsShownAndStops()
{
    Workbench& workbench = m_fixture->workbench();
    StoreJobRow row(workbench, std::chrono::milliseconds(0));
    CertificateBundle all;
    all.certificates = tests::TestPki::manyOf(m_fixture->pki().root(), 2'000);
    QSignalSpy imported(&workbench, &Workbench::certificatesImported);
    workbench.importCertificates(
        planImport(workbench.certificates(), {{.bundle = all, .wish = {}, .origin = {}}}));
    QTRY_VERIFY_WITH_TIMEOUT(row.isVisible(), tests::kUsualWait);
    QVERIFY(textOf(&row, "storeJobText").contains(QStringLiteral("of 2000")));
    QVERIFY(!find<QProgressBar>(&row, "storeJobBar")->accessibleName().isEmpty());
    QVERIFY(click(&row, "storeJobStop"));
    QVERIFY(imported.wait());
    const auto outcome = imported.first().at(1).value<ImportOutcome>();
    QVERIFY(outcome.cancelled);
    QCOMPARE(names().size(), outcome.entries.size());
    QVERIFY(!row.isVisible());
}

void ImportUndoTest::closedWhileItRuns()
{
    CertificateBundle all;
    all.certificates = tests::TestPki::manyOf(m_fixture->pki().root(), 300);
    Workbench& workbench = m_fixture->workbench();
    workbench.importCertificates(
        planImport(workbench.certificates(), {{.bundle = all, .wish = {}, .origin = {}}}));
    drop({file("one.pem", *toPem(m_fixture->pki().client()))});
    m_window.reset();
    m_fixture.reset(); // ends the import, and nobody is told of it
}

} // namespace workbench

QTEST_MAIN(workbench::ImportUndoTest)
#include "import_undo_test.moc"
