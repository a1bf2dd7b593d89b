#include "core/base/atomic_file.h"
#include "core/workbench/last_results.h"

#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// How the newest attempt of each client ended, beyond the life of the program.
class LastResultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNewestCounts();
    void comesBack();
    void othersAreForgotten();

private:
    static ConnectionRecord record(quint64 id, ConnectionResult result);

    const QString kName = QStringLiteral("visitor");
};

ConnectionRecord LastResultsTest::record(quint64 id, ConnectionResult result)
{
    ConnectionRecord record;
    record.id = id;
    record.name = QStringLiteral("visitor");
    record.result = result;
    record.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
    return record;
}

/// One that closes slowly is noted after the one that came after it, or is diagnosed again.
void LastResultsTest::theNewestCounts()
{
    LastResults results;
    results.note(record(1, ConnectionResult::Established), {});
    results.note(record(2, ConnectionResult::Failed), {});
    results.note(record(1, ConnectionResult::Established), {});
    QCOMPARE(results.find(kName)->result, ConnectionResult::Failed);
    Finding warning;
    warning.severity = Severity::Warning;
    results.note(record(2, ConnectionResult::Failed), {warning});
    QVERIFY(results.find(kName)->warned);
    results.note(record(3, ConnectionResult::Cancelled), {});
    QCOMPARE(results.find(kName)->result, ConnectionResult::Cancelled);
}

void LastResultsTest::comesBack()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("last-results.json"));
    LastResults results;
    results.read(path);
    QVERIFY(!results.takeUnwritten());
    results.note(record(1, ConnectionResult::TimedOut), {});
    const std::optional<QByteArray> content = results.takeUnwritten();
    QVERIFY(content);
    QVERIFY(!results.takeUnwritten());
    results.noteUnwritten();
    QCOMPARE(results.takeUnwritten(), content);
    QVERIFY(writeFileAtomically(results.path(), *content));
    LastResults again;
    again.read(path);
    QCOMPARE(again.find(kName), results.find(kName));
}

void LastResultsTest::othersAreForgotten()
{
    LastResults results;
    results.note(record(1, ConnectionResult::Failed), {});
    results.keepOnly({kName});
    QVERIFY(results.find(kName));
    results.keepOnly({QStringLiteral("somebody else")});
    QVERIFY(!results.find(kName));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LastResultsTest)
#include "last_results_test.moc"
