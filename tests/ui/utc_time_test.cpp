#include "ui/common/utc_time.h"

#include <QTest>
#include <QTimeZone>

namespace workbench {

/// Moments in UTC, on a computer whose own zone has summer time.
class UtcTimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsWhatIsTyped_data();
    void readsWhatIsTyped();
    void writesAnyZoneAsUtc();
};

void UtcTimeTest::initTestCase()
{
    qputenv("TZ", "Europe/Berlin");
}

void UtcTimeTest::readsWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("meant"); // empty: none
    QTest::newRow("winter") << "2026-01-31 12:00:00"
                            << "2026-01-31T12:00:00Z";
    QTest::newRow("summer, with blanks") << "  2026-07-31 12:00:00 "
                                         << "2026-07-31T12:00:00Z";
    QTest::newRow("an hour that Berlin does not have") << "2026-03-29 02:30:00"
                                                       << "2026-03-29T02:30:00Z";
    QTest::newRow("an hour that Berlin has twice") << "2026-10-25 02:30:00"
                                                   << "2026-10-25T02:30:00Z";
    QTest::newRow("date alone") << "2026-01-31" << QString();
    QTest::newRow("no such day") << "2026-02-30 12:00:00" << QString();
    QTest::newRow("words") << "now" << QString();
    QTest::newRow("nothing") << "" << QString();
}

void UtcTimeTest::readsWhatIsTyped()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, meant);
    const QDateTime time = utcFromText(typed);
    QCOMPARE(time.isValid(), !meant.isEmpty());
    QCOMPARE(time.toUTC().toString(Qt::ISODate), meant);
}

void UtcTimeTest::writesAnyZoneAsUtc()
{
    const QDateTime moment(QDate(2026, 7, 31), QTime(12, 0), QTimeZone("Europe/Berlin"));
    QCOMPARE(utcText(moment), QStringLiteral("2026-07-31 10:00:00"));
    QCOMPARE(utcText(moment.toLocalTime()), QStringLiteral("2026-07-31 10:00:00"));
}

} // namespace workbench

QTEST_APPLESS_MAIN(workbench::UtcTimeTest)
#include "utc_time_test.moc"
