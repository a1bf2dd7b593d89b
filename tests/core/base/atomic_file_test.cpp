#include "core/base/atomic_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/file.h>
#include <sys/stat.h>

using namespace workbench;

namespace {

mode_t modeOf(const QString& path)
{
    struct stat status
    { };

    return ::stat(qPrintable(path), &status) == 0 ? status.st_mode & 07777U : 0;
}

} // namespace

class AtomicFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesForTheOwnerOnly();
    void replaces();
    void refusesWhatExists();
    void manyAtOnce();
    void batchLeavesNothingBehind();
    void removesWhatWasAbandoned();
    void leavesWhatIsBeingWritten();
    void keepsTheOldFileWhenItFails_data();
    void keepsTheOldFileWhenItFails();
    void readsUpToALimit();
    void saysWhyItCannotRead_data();
    void saysWhyItCannotRead();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void AtomicFileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void AtomicFileTest::writesForTheOwnerOnly()
{
    const mode_t before = ::umask(0);
    const Result<void> written = writeFileAtomically(path("key"), "secret");
    ::umask(before);
    QVERIFY(written);
    QCOMPARE(modeOf(path("key")), mode_t {0600});
    QCOMPARE(files(), QStringList {"key"});
    QCOMPARE(readFile(path("key"), 100).value_or(QByteArray()), QByteArray("secret"));
}

void AtomicFileTest::replaces()
{
    const QByteArray large(300'000, 'x');
    QVERIFY(writeFileAtomically(path("file"), "old"));
    QVERIFY(writeFileAtomically(path("file"), large));
    QCOMPARE(readFile(path("file"), 1'000'000).value_or(QByteArray()), large);
    QVERIFY(writeFileAtomically(path("file"), {}));
    QCOMPARE(QFileInfo(path("file")).size(), 0);
    QCOMPARE(files(), QStringList {"file"});
}

void AtomicFileTest::refusesWhatExists()
{
    QVERIFY(writeFileAtomically(path("file"), "old", Existing::Refuse));
    QCOMPARE(modeOf(path("file")), mode_t {0600});
    const Result<void> second = writeFileAtomically(path("file"), "new", Existing::Refuse);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(second.error().where, path("file"));
    QCOMPARE(readFile(path("file"), 100).value_or(QByteArray()), QByteArray("old"));
    QCOMPARE(files(), QStringList {"file"});
}

void AtomicFileTest::manyAtOnce()
{
    QVERIFY(writeFileAtomically(path("taken"), "old"));
    QVERIFY(writeFileAtomically(path("replaced"), "old"));
    AtomicFileBatch batch;
    QVERIFY(batch.add(path("one"), "1", Existing::Refuse));
    QVERIFY(batch.add(path("taken"), "new", Existing::Refuse));
    QVERIFY(batch.add(path("replaced"), "new", Existing::Replace));
    QVERIFY(!batch.add(path("missing/file"), "new", Existing::Refuse));
    for (int i = 0; i < 20; ++i) {
        QVERIFY(batch.add(path(QString::number(100 + i)), QByteArray::number(i), Existing::Refuse));
    }
    QVERIFY(!QFileInfo::exists(path("one"))); // not before all of them are safe
    const QList<Result<void>> outcomes = batch.publish();
    QCOMPARE(outcomes.size(), 23);
    for (qsizetype i = 0; i < outcomes.size(); ++i) {
        QCOMPARE(outcomes.at(i).has_value(), i != 1);
    }
    QCOMPARE(outcomes.at(1).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(outcomes.at(1).error().where, path("taken"));
    QCOMPARE(readFile(path("taken"), 100).value_or(QByteArray()), QByteArray("old"));
    QCOMPARE(readFile(path("replaced"), 100).value_or(QByteArray()), QByteArray("new"));
    QCOMPARE(readFile(path("119"), 100).value_or(QByteArray()), QByteArray("19"));
    QCOMPARE(modeOf(path("119")), mode_t {0600});
    QCOMPARE(files().size(), 23); // no temporary file among them
    QVERIFY(batch.publish().isEmpty());
}

void AtomicFileTest::batchLeavesNothingBehind()
{
    {
        AtomicFileBatch batch;
        QVERIFY(batch.add(path("one"), "1", Existing::Refuse));
    }
    QVERIFY(files().isEmpty());
}

void AtomicFileTest::removesWhatWasAbandoned()
{
    const QStringList abandoned {".shop.pem.AbCdEf", ".ca.crl.zzzzzz", ".a.b.pem.XXXXXX"};
    const QStringList others {"shop.pem",
                              ".shop.pem",
                              ".shop.pem.lock",
                              ".shop.pem.AbCdEf7",
                              ".shop.pem.Ab1dEf",
                              ".notes.txt.AbCdEf",
                              "shop.pem.AbCdEf"};
    for (const QString& name : abandoned + others) {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("key") == 3);
    }
    QFile empty(path(".empty.pem.AbCdEf")); // whoever made it is about to lock and fill it
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    removeAbandonedFiles(m_folder->path(), {".pem", ".crl"});
    QStringList wanted = others + QStringList {".empty.pem.AbCdEf"};
    QStringList left = files();
    wanted.sort();
    left.sort();
    QCOMPARE(left, wanted);
}

void AtomicFileTest::leavesWhatIsBeingWritten()
{
    const QString name = path("shop.pem");
    QVERIFY(writeFileAtomically(name, "old"));
    // As on a file system that makes no nameless files.
    QFile busy(path(".shop.pem.AbCdEf"));
    QVERIFY(busy.open(QIODevice::ReadWrite) && busy.write("new") == 3 && busy.flush());
    QCOMPARE(::flock(busy.handle(), LOCK_EX), 0);
    removeAbandonedFiles(m_folder->path(), {".pem"});
    QVERIFY(busy.exists());
    busy.close();
    removeAbandonedFiles(m_folder->path(), {".pem"});
    QCOMPARE(files(), QStringList {"shop.pem"});
}

void AtomicFileTest::keepsTheOldFileWhenItFails_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reason");
    QTest::newRow("folder is missing") << "missing/file"
                                       << "No such file or directory";
    QTest::newRow("folder is a file") << "plain/file"
                                      << "Not a directory";
    QTest::newRow("target is a folder") << "folder"
                                        << "directory";
    QTest::newRow("name too long") << QString(300, 'x') << "File name too long";
}

void AtomicFileTest::keepsTheOldFileWhenItFails()
{
    QFETCH(const QString, name);
    QFETCH(const QString, reason);
    QVERIFY(writeFileAtomically(path("plain"), "old"));
    QVERIFY(QDir(m_folder->path()).mkpath("folder/inside"));
    const Result<void> written = writeFileAtomically(path(name), "new");
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::FileFault);
    QCOMPARE(written.error().where, path(name));
    QVERIFY(written.error().nativeCode != 0);
    QVERIFY2(written.error().message.contains(reason), qPrintable(written.error().message));
    QCOMPARE(files(), QStringList {"plain"});
    QCOMPARE(readFile(path("plain"), 100).value_or(QByteArray()), QByteArray("old"));
}

void AtomicFileTest::readsUpToALimit()
{
    QVERIFY(writeFileAtomically(path("file"), "12345"));
    QCOMPARE(readFile(path("file"), 5).value_or(QByteArray()), QByteArray("12345"));
    const Result<QByteArray> larger = readFile(path("file"), 4);
    QVERIFY(!larger);
    QCOMPARE(larger.error().code, ErrorCode::InvalidInput);
    QVERIFY(larger.error().message.contains('4'));
}

void AtomicFileTest::saysWhyItCannotRead_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("missing") << "missing" << ErrorCode::NotFound;
    QTest::newRow("folder") << "." << ErrorCode::FileFault;
    QTest::newRow("pipe") << "pipe" << ErrorCode::FileFault;
    QTest::newRow("device") << "device" << ErrorCode::FileFault;
}

void AtomicFileTest::saysWhyItCannotRead()
{
    QFETCH(const QString, name);
    if (name == "pipe") {
        QCOMPARE(::mkfifo(qPrintable(path(name)), 0600), 0);
    }
    QVERIFY(name != "device" || QFile::link("/dev/zero", path(name)));
    const Result<QByteArray> content = readFile(path(name), 100);
    QVERIFY(!content);
    QTEST(content.error().code, "code");
    QCOMPARE(content.error().where, path(name));
    QVERIFY(!content.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(AtomicFileTest)
#include "atomic_file_test.moc"
