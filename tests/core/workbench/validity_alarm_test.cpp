#include "core/workbench/validity_alarm.h"

#include <QSignalSpy>
#include <QTest>

namespace workbench {
namespace {

QDateTime at(int hour, int minute = 0)
{
    return {{2030, 1, 15}, {hour, minute}, Qt::UTC};
}

StoreEntry entry(const QDateTime& from, const QDateTime& to)
{
    StoreEntry made;
    made.facts.notBefore = from;
    made.facts.notAfter = to;
    return made;
}

} // namespace

/// What is shown of the validity of certificates follows a clock that the test sets.
class ValidityAlarmTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nextChange_data();
    void nextChange();
    void tellsOnceWhenItIsTime();
};

void ValidityAlarmTest::nextChange_data()
{
    QTest::addColumn<QList<StoreEntry>>("entries");
    QTest::addColumn<QDateTime>("expected");
    const QDateTime old = at(0).addYears(-1);
    QTest::newRow("none") << QList<StoreEntry> {} << QDateTime();
    QTest::newRow("over") << QList<StoreEntry> {entry(old, at(11))} << QDateTime();
    QTest::newRow("expires") << QList<StoreEntry> {entry(old, at(13))} << at(13).addMSecs(1);
    QTest::newRow("begins") << QList<StoreEntry> {entry(at(14), at(13).addYears(1))} << at(14);
    QTest::newRow("expires soon") << QList<StoreEntry> {entry(old, at(15).addDays(10))}
                                  << at(15).addMSecs(1);
    QTest::newRow("the first of them")
        << QList<StoreEntry> {entry(old, at(13)), entry(at(12, 30), at(13).addYears(1))}
        << at(12, 30);
}

void ValidityAlarmTest::nextChange()
{
    QFETCH(const QList<StoreEntry>, entries);
    QFETCH(const QDateTime, expected);
    QCOMPARE(nextValidityChange(entries, at(12), 10), expected);
    if (expected.isValid()) { // and it is one
        bool isChange = false;
        for (const StoreEntry& one : entries) {
            isChange = isChange
                || validityAt(one.facts, expected, 10)
                    != validityAt(one.facts, expected.addMSecs(-1), 10);
        }
        QVERIFY(isChange);
    }
}

void ValidityAlarmTest::tellsOnceWhenItIsTime()
{
    QDateTime now = at(12);
    ValidityAlarm alarm(nullptr, [&now] { return now; });
    QSignalSpy changes(&alarm, &ValidityAlarm::changed);
    alarm.follow({entry(at(0), at(13))}, 0);
    QCOMPARE(alarm.next(), at(13).addMSecs(1));
    alarm.look();
    QCOMPARE(changes.size(), 0);
    now = at(14); // after a sleep
    alarm.look();
    QCOMPARE(changes.size(), 1);
    alarm.look();
    QCOMPARE(changes.size(), 1);
    QVERIFY(!alarm.next().isValid());
    now = at(12);
    alarm.follow({entry(at(0), at(12).addMSecs(20))}, 0);
    now = at(12).addMSecs(30);
    QVERIFY(changes.wait()); // of itself
    QCOMPARE(changes.size(), 2);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ValidityAlarmTest)
#include "validity_alarm_test.moc"
