#include "core/base/atomic_file.h"
#include "core/workbench/path_watcher.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// Files that are changed by whomever.
class PathWatcherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyFilesAreLookedAtFromTimeToTime_data();
    void manyFilesAreLookedAtFromTimeToTime();
    void whatIsNewInAFolderIsTold();
};

void PathWatcherTest::manyFilesAreLookedAtFromTimeToTime_data()
{
    QTest::addColumn<int>("files");
    QTest::addColumn<int>("changed");
    QTest::addColumn<bool>("polled");
    QTest::newRow("watched") << 3 << 2 << false;
    QTest::newRow("beyond what is watched") << 1'003 << 1'002 << true;
}

void PathWatcherTest::manyFilesAreLookedAtFromTimeToTime()
{
    QFETCH(const int, files);
    QFETCH(const int, changed);
    QFETCH(const bool, polled);
    const QTemporaryDir folder;
    QStringList paths {folder.path()};
    for (int i = 0; i < files; ++i) {
        paths.append(folder.filePath(QString::number(i)));
        QVERIFY(writeFileAtomically(paths.last(), "before"));
    }
    PathWatcher watcher;
    // Where the poll would come in an hour, only the system can tell.
    watcher.setPollInterval(polled ? std::chrono::milliseconds(50) : std::chrono::hours(1));
    watcher.watch(paths);
    QSignalSpy told(&watcher, &PathWatcher::changed);
    QFile file(folder.filePath(QString::number(changed))); // in place: the folder stays as it is
    QVERIFY(file.open(QIODevice::Append));
    file.write("after");
    file.close();
    QVERIFY(told.wait());
    if (polled) {
        watcher.watch(paths.mid(0, 3)); // few enough: the poll ends
        static_cast<void>(told.wait(300)); // what was noticed before may still come
        told.clear();
        QVERIFY(!told.wait(400));
    }
}

void PathWatcherTest::whatIsNewInAFolderIsTold()
{
    const QTemporaryDir folder;
    PathWatcher watcher;
    watcher.watch({}); // nothing yet
    watcher.watch({folder.path()});
    QSignalSpy told(&watcher, &PathWatcher::changed);
    QVERIFY(!told.wait(300)); // what has always been there is no change
    QVERIFY(writeFileAtomically(folder.filePath(QStringLiteral("new")), "content"));
    QVERIFY(told.wait());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PathWatcherTest)
#include "path_watcher_test.moc"
