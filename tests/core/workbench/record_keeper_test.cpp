#include "core/workbench/record_keeper.h"

#include <QTest>

namespace workbench {
namespace {

ObservedConnection
connectionOf(quint64 id, const QString& name, ConnectionResult result, qsizetype bytes = 0)
{
    ConnectionRecord record;
    record.id = id;
    record.role = Role::Server;
    record.name = name;
    record.result = result;
    if (bytes > 0) {
        record.data.append({.bytes = QByteArray(bytes, 'x')});
    }
    return {std::make_shared<const ConnectionRecord>(record), {}};
}

} // namespace

class RecordKeeperTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oldestClosedGoFirst();
    void replacingCountsOnce();
    void clearsOneOwner();
    void renamedRecordsKeepTheirOwner();
    void lateRecordsFollowTheirOwner();
};

void RecordKeeperTest::oldestClosedGoFirst()
{
    RecordKeeper keeper(100'000);
    const QString name = QStringLiteral("s");
    keeper.put(connectionOf(1, name, ConnectionResult::InProgress, 40'000));
    keeper.put(connectionOf(2, name, ConnectionResult::Established, 40'000));
    keeper.put(connectionOf(3, name, ConnectionResult::Failed, 40'000));
    QCOMPARE(keeper.trim(), QList<quint64> {2}); // 1 is older but still under way
    QVERIFY(keeper.bytes() <= 100'000);
    QCOMPARE(keeper.count(), 2);
    QCOMPARE(keeper.dropped(), 1);
    QVERIFY(keeper.find(2) == nullptr);
    QCOMPARE(keeper.ofOwner(Role::Server, name).size(), 2);
    QCOMPARE(keeper.newestOf(Role::Server, name), quint64(3));
}

void RecordKeeperTest::replacingCountsOnce()
{
    RecordKeeper keeper(1 << 20);
    const QString name = QStringLiteral("s");
    keeper.put(connectionOf(1, name, ConnectionResult::InProgress, 10'000));
    const qint64 before = keeper.bytes();
    keeper.put(connectionOf(1, name, ConnectionResult::Established, 10'000));
    QCOMPARE(keeper.bytes(), before);
    QCOMPARE(keeper.count(), 1);
    QCOMPARE(keeper.find(1)->record->result, ConnectionResult::Established);
}

void RecordKeeperTest::clearsOneOwner()
{
    RecordKeeper keeper(1 << 20);
    keeper.put(connectionOf(1, QStringLiteral("a"), ConnectionResult::Failed));
    keeper.put(connectionOf(2, QStringLiteral("b"), ConnectionResult::Failed));
    keeper.put(connectionOf(3, QStringLiteral("a"), ConnectionResult::InProgress));
    QVERIFY(keeper.hasClosed(Role::Server, QStringLiteral("a")));
    QCOMPARE(keeper.clear(Role::Server, QStringLiteral("a")), QList<quint64> {1});
    QVERIFY(!keeper.hasClosed(Role::Server, QStringLiteral("a"))); // the other one is under way
    QCOMPARE(keeper.count(), 2);
    QVERIFY(keeper.clear(Role::Client, QStringLiteral("a")).isEmpty());
    QCOMPARE(keeper.dropped(), 0); // asked for, so nothing was lost
}

/// The network thread goes on to send what it has under the old name.
void RecordKeeperTest::renamedRecordsKeepTheirOwner()
{
    RecordKeeper keeper(1 << 20);
    const QString before = QStringLiteral("before");
    const QString after = QStringLiteral("after");
    keeper.put(connectionOf(1, before, ConnectionResult::InProgress, 1000));
    keeper.put(connectionOf(2, QStringLiteral("other"), ConnectionResult::Failed));
    keeper.rename(Role::Server, before, after);
    keeper.endRenaming(Role::Server, before);
    QCOMPARE(keeper.find(1)->record->name, after);
    const ObservedConnection kept
        = keeper.put(connectionOf(1, before, ConnectionResult::Established, 1000));
    QCOMPARE(kept.record->name, after);
    QCOMPARE(kept.record->result, ConnectionResult::Established);
    keeper.put(connectionOf(3, before, ConnectionResult::Failed)); // somebody new of that name
    QCOMPARE(keeper.ofOwner(Role::Server, after).size(), 1);
    QCOMPARE(keeper.newestOf(Role::Server, before), quint64(3));
    QCOMPARE(keeper.clear(Role::Server, after), QList<quint64> {1});
    QCOMPARE(keeper.count(), 2);
}

void RecordKeeperTest::lateRecordsFollowTheirOwner()
{
    RecordKeeper keeper(1 << 20);
    keeper.rename(Role::Server, QStringLiteral("a"), QStringLiteral("b"));
    keeper.rename(Role::Server, QStringLiteral("b"), QStringLiteral("c"));
    QCOMPARE(
        keeper.put(connectionOf(1, QStringLiteral("a"), ConnectionResult::Failed)).record->name,
        QStringLiteral("c"));
    keeper.endRenaming(Role::Server, QStringLiteral("a"));
    QCOMPARE(
        keeper.put(connectionOf(2, QStringLiteral("a"), ConnectionResult::Failed)).record->name,
        QStringLiteral("a"));
    keeper.rename(Role::Server, QStringLiteral("c"), QStringLiteral("b")); // and back again
    QCOMPARE(
        keeper.put(connectionOf(3, QStringLiteral("b"), ConnectionResult::Failed)).record->name,
        QStringLiteral("b"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::RecordKeeperTest)
#include "record_keeper_test.moc"
