#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace workbench {

/// What the store does in the background: many certificates at once, and making one.
class StoreJobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void importIsUndoneAndDoneAgain();
    void importIsCancelled();
    void cancelledIssueAddsNothing();

private:
    QList<ImportItem> plan(int certificates) const;

    tests::TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void StoreJobsTest::init()
{
    m_folder.emplace();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
}

void StoreJobsTest::cleanup()
{
    m_workbench.reset();
}

QList<ImportItem> StoreJobsTest::plan(int certificates) const
{
    CertificateBundle all;
    all.certificates = tests::TestPki::manyOf(m_pki.root(), certificates);
    return planImport(m_workbench->certificates(), {{.bundle = all, .wish = {}, .origin = {}}});
}

void StoreJobsTest::importIsUndoneAndDoneAgain()
{
    constexpr int kMany = 200;
    QSignalSpy changed(m_workbench.get(), &Workbench::certificatesChanged);
    QSignalSpy progress(m_workbench.get(), &Workbench::storeJobProgress);
    QSignalSpy imported(m_workbench.get(), &Workbench::certificatesImported);
    QSignalSpy undone(m_workbench.get(), &Workbench::importUndone);
    const QList<ImportItem> items = plan(kMany);
    const int job = m_workbench->importCertificates(items);
    QVERIFY(imported.wait());
    QCOMPARE(imported.first().at(0).toInt(), job);
    const auto outcome = imported.first().at(1).value<ImportOutcome>();
    QVERIFY(!outcome.cancelled && outcome.faults.isEmpty());
    QCOMPARE(outcome.entries.size(), kMany);
    QCOMPARE(m_workbench->certificates().entries().size(), kMany);
    QCOMPARE(changed.size(), 1); // not once for each
    QVERIFY(progress.size() > 1);
    QCOMPARE(progress.last().at(3).toInt(), kMany);
    // One after the other, whatever is asked for meanwhile.
    m_workbench->undoImport(outcome.entries);
    m_workbench->importCertificates(items);
    QTRY_COMPARE(imported.size(), 2);
    QCOMPARE(undone.size(), 1);
    QCOMPARE(undone.first().at(1).value<ImportUndone>().removed.size(), kMany);
    const Result<CertificateStore> read
        = CertificateStore::open(m_workbench->certificates().folder());
    QVERIFY(read && read->entries() == m_workbench->certificates().entries());
    QCOMPARE(read->entries().size(), kMany);
}

void StoreJobsTest::importIsCancelled()
{
    QSignalSpy imported(m_workbench.get(), &Workbench::certificatesImported);
    QSignalSpy finished(m_workbench.get(), &Workbench::storeJobFinished);
    const QList<ImportItem> items = plan(2'000);
    const int job = m_workbench->importCertificates(items);
    connect(m_workbench.get(),
            &Workbench::storeJobProgress,
            this,
            [this, job](int, StoreJobKind, int done) {
                if (done > 0) {
                    m_workbench->cancelStoreJob(job);
                }
            });
    QVERIFY(imported.wait());
    QCOMPARE(finished.size(), 1);
    const auto outcome = imported.first().at(1).value<ImportOutcome>();
    QVERIFY(outcome.cancelled);
    QVERIFY(!outcome.entries.isEmpty() && outcome.entries.size() < items.size());
    QCOMPARE(m_workbench->certificates().entries().size(), outcome.entries.size());
    // Before it began: nothing of it is done.
    const int waiting = m_workbench->importCertificates(items);
    m_workbench->cancelStoreJob(waiting);
    QTRY_COMPARE(imported.size(), 2);
    QVERIFY(imported.last().at(1).value<ImportOutcome>().entries.isEmpty());
}

void StoreJobsTest::cancelledIssueAddsNothing()
{
    CertificateRequest request;
    request.kind = CertificateKind::Ca;
    request.subject = QStringLiteral("CN=mine");
    QSignalSpy failed(m_workbench.get(), &Workbench::certificateIssueFailed);
    const int job = m_workbench->issueCertificate(QStringLiteral("mine"), request, {});
    m_workbench->cancelIssue(job);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().at(0).toInt(), job);
    QCOMPARE(failed.first().at(1).value<Error>().code, ErrorCode::Cancelled);
    QVERIFY(m_workbench->certificates().entries().isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::StoreJobsTest)
#include "store_jobs_test.moc"
