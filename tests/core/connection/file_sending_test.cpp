#include "core/connection/file_sending.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <sys/stat.h>

namespace workbench {

/// A file in pieces, as fast as the other side takes them.
class FileSendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void arrivesWhole_data();
    void arrivesWhole();
    void waitsForWhoDoesNotRead();
    void othersGetTheirTurn();
    void stopsBetweenPieces();
    void truncatedFileIsAFault();
    void isOverWhenNothingWaits();
    void whatCannotBeRead_data();
    void whatCannotBeRead();

private:
    QString write(const QByteArray& content) const;

    QTemporaryDir m_folder;
};

namespace {

constexpr qint64 kSome = 1 << 20;

/// Whatever has its place in the event loop comes up.
void runDry()
{
    constexpr int kTurns = 10;
    for (int turn = 0; turn < kTurns; ++turn) {
        QCoreApplication::processEvents();
    }
}

QByteArray pattern(qint64 size)
{
    QByteArray bytes;
    while (bytes.size() < size) {
        bytes += QByteArray::number(bytes.size()) + ' ';
    }
    return bytes.left(size);
}

} // namespace

QString FileSendingTest::write(const QByteArray& content) const
{
    QFile file(m_folder.filePath(QStringLiteral("file")));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
        ? file.fileName()
        : QString();
}

void FileSendingTest::arrivesWhole_data()
{
    QTest::addColumn<qint64>("size");
    for (const qint64 size : {qint64 {0}, qint64 {1}, qint64 {64 << 10}, kSome + 1}) {
        QTest::addRow("%lld", static_cast<long long>(size)) << size;
    }
}

void FileSendingTest::arrivesWhole()
{
    QFETCH(const qint64, size);
    const QByteArray content = pattern(size);
    QByteArray arrived;
    FileSending sending(
        {[&](const QByteArray& piece) { arrived += piece; }, [] { return qint64 {0}; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QVERIFY(sending.begin(write(content)));
    QVERIFY(arrived.isEmpty()); // begins with the next turn of the loop
    QVERIFY(ended.wait());
    QCOMPARE(arrived, content);
    QCOMPARE(sending.sent(), size);
    QCOMPARE(sending.size(), size);
    QVERIFY(!sending.isUnderWay());
}

void FileSendingTest::waitsForWhoDoesNotRead()
{
    qint64 waiting = 0;
    qint64 most = 0;
    FileSending sending({[&](const QByteArray& piece) {
                             waiting += piece.size();
                             most = std::max(most, waiting);
                         },
                         [&] { return waiting; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QVERIFY(sending.begin(write(pattern(kSome))));
    QTRY_COMPARE(waiting, FileSending::kMostWaiting);
    runDry();
    QVERIFY(ended.isEmpty());
    QCOMPARE(sending.sent(), FileSending::kMostWaiting);
    while (ended.isEmpty()) {
        waiting = 0;
        sending.goOn();
        QTRY_VERIFY(!ended.isEmpty() || waiting == FileSending::kMostWaiting);
    }
    QCOMPARE(sending.sent(), kSome);
    QVERIFY(most <= FileSending::kMostWaiting);
}

void FileSendingTest::othersGetTheirTurn()
{
    int pieces = 0;
    int between = 0;
    FileSending sending({[&](const QByteArray&) {
                             ++pieces;
                             QMetaObject::invokeMethod(
                                 this, [&] { ++between; }, Qt::QueuedConnection);
                         },
                         [] { return qint64 {0}; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QVERIFY(sending.begin(write(pattern(kSome))));
    QVERIFY(ended.wait());
    QVERIFY(pieces > 1);
    QCOMPARE(between, pieces);
}

void FileSendingTest::stopsBetweenPieces()
{
    int pieces = 0;
    FileSending sending({[&](const QByteArray&) { ++pieces; }, [] { return qint64 {0}; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QSignalSpy failed(&sending, &FileSending::failed);
    connect(&sending, &FileSending::progressed, &sending, &FileSending::stop);
    QVERIFY(sending.begin(write(pattern(kSome))));
    QTRY_COMPARE(pieces, 1);
    runDry();
    QVERIFY(ended.isEmpty());
    QVERIFY(failed.isEmpty());
    QCOMPARE(pieces, 1);
    sending.disconnect();
    QVERIFY(sending.begin(write("again")));
    QTRY_COMPARE(pieces, 2);
    QCOMPARE(sending.sent(), 5);
}

/// What another program takes away meanwhile is not waited for.
void FileSendingTest::truncatedFileIsAFault()
{
    const QString path = write(pattern(kSome));
    FileSending sending(
        {[&](const QByteArray&) { QVERIFY(QFile::resize(path, 0)); }, [] { return qint64 {0}; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QSignalSpy failed(&sending, &FileSending::failed);
    QVERIFY(sending.begin(path));
    QVERIFY(failed.wait());
    QVERIFY(ended.isEmpty());
    QVERIFY(sending.sent() < sending.size());
    QVERIFY(failed.first().first().value<Error>().message.contains(QStringLiteral("shorter")));
}

/// What the connection holds back may still be lost.
void FileSendingTest::isOverWhenNothingWaits()
{
    qint64 waiting = 0;
    FileSending sending(
        {[&](const QByteArray& piece) { waiting += piece.size(); }, [&] { return waiting; }});
    QSignalSpy ended(&sending, &FileSending::ended);
    QVERIFY(sending.begin(write("short")));
    QTRY_COMPARE(waiting, 5);
    runDry();
    QVERIFY(ended.isEmpty());
    QVERIFY(sending.isUnderWay());
    waiting = 1;
    sending.goOn();
    runDry();
    QVERIFY(ended.isEmpty());
    waiting = 0;
    sending.goOn();
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(!sending.isUnderWay());
}

void FileSendingTest::whatCannotBeRead_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("nothing") << QStringLiteral("nothing");
    QTest::newRow("folder") << QStringLiteral("folder");
    QTest::newRow("pipe") << QStringLiteral("pipe");
}

void FileSendingTest::whatCannotBeRead()
{
    QFETCH(const QString, kind);
    QString path = m_folder.filePath(QStringLiteral("none"));
    if (kind == QStringLiteral("folder")) {
        path = m_folder.path();
    } else if (kind == QStringLiteral("pipe")) {
        path = m_folder.filePath(kind);
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), S_IRUSR | S_IWUSR), 0);
    }
    FileSending sending(
        {[](const QByteArray&) { QFAIL("nothing is there"); }, [] { return qint64 {0}; }});
    const Result<void> begun = sending.begin(path);
    QVERIFY(!begun);
    QCOMPARE(begun.error().where, path);
    QVERIFY(!sending.isUnderWay());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::FileSendingTest)
#include "file_sending_test.moc"
