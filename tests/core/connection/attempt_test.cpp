#include "core/connection/attempt.h"

#include <QTest>

namespace workbench {

/// What the record of a connection keeps of what was said.
class AttemptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clearIsCountedApart();
    void smallChunksAreBounded();
    void everythingCounts();
};

/// What was said before TLS is no data: a refusal after it is still one before any data.
void AttemptTest::clearIsCountedApart()
{
    Attempt attempt(Role::Client, QStringLiteral("client"));
    attempt.addClear(
        Direction::Received, QByteArray(2 * kUsualKeptBytes, 'x'), 2 * kUsualKeptBytes);
    QCOMPARE(attempt.record().clearDropped, kUsualKeptBytes);
    QCOMPARE(attempt.record().dataDropped, qint64 {0});
    QVERIFY(!attempt.record().hadData());
    attempt.setMostData(0);
    attempt.addData(Direction::Received, "x");
    QCOMPARE(attempt.record().dataDropped, qint64 {1});
    QVERIFY(attempt.record().hadData());
}

/// Datagrams of one byte take a hundred times of that.
void AttemptTest::smallChunksAreBounded()
{
    Attempt attempt(Role::Client, QStringLiteral("client"));
    constexpr qint64 kChunks = 50'000;
    for (qint64 i = 0; i < kChunks; ++i) {
        attempt.addData(Direction::Received, "x");
    }
    const ConnectionRecord& record = attempt.record();
    QCOMPARE(record.data.size() + record.dataDropped, kChunks);
    QVERIFY(record.dataDropped > 0);
    QVERIFY2(record.approximateBytes() <= 2 * kUsualKeptBytes + qint64 {1 << 14},
             qPrintable(QString::number(record.approximateBytes())));
}

/// The budget is one of memory: what is not counted is not bounded.
void AttemptTest::everythingCounts()
{
    ConnectionRecord record;
    qint64 before = record.approximateBytes();
    const auto grows = [&](qint64 by) {
        const qint64 now = record.approximateBytes();
        const bool enough = now - before >= by;
        before = now;
        return enough;
    };
    record.data.append({.bytes = QByteArray(1000, 'x')});
    QVERIFY(grows(1000 + kBytesPerChunk));
    record.clearDialogue.append({.bytes = QByteArray(1000, 'x')});
    QVERIFY(grows(1000 + kBytesPerChunk));
    record.handshakeCall.waits.resize(200);
    QVERIFY(grows(200 * qint64 {sizeof(LibraryWait)}));
    record.fileFaults.append({.message = QString(500, QLatin1Char('x'))});
    QVERIFY(grows(1000));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::AttemptTest)
#include "attempt_test.moc"
