#include "core/base/duration.h"

#include <QtTest>

using namespace workbench;

class DurationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void readsWhatItWrites_data();
    void readsWhatItWrites();
    void writesMicroseconds_data();
    void writesMicroseconds();
};

void DurationTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("bare") << "10" << qint64 {10};
    QTest::newRow("milliseconds") << "250ms" << qint64 {250};
    QTest::newRow("row 5: space") << "10 ms" << qint64 {10};
    QTest::newRow("row 5: second") << "1 s" << qint64 {1000};
    QTest::newRow("fraction") << "1.5s" << qint64 {1500};
    QTest::newRow("comma") << "1,5 s" << qint64 {1500};
    QTest::newRow("minutes") << "2m" << qint64 {120'000};
    QTest::newRow("min") << "2 min" << qint64 {120'000};
    QTest::newRow("hour") << "1 h" << qint64 {3'600'000};
    QTest::newRow("upper case") << "1 S" << qint64 {1000};
    QTest::newRow("spaces around") << "  5 s " << qint64 {5000};
    QTest::newRow("zero") << "0" << qint64 {0};
    QTest::newRow("a day") << "24h" << qint64 {86'400'000};
    QTest::newRow("less than a millisecond") << "0.4 ms" << qint64 {1};
    QTest::newRow("next to nothing") << "0.000001 ms" << qint64 {1};
    QTest::newRow("nothing at all") << "0.0 s" << qint64 {0};
}

void DurationTest::reads()
{
    QFETCH(const QString, text);
    const Result<Milliseconds> duration = parseDuration(text);
    QVERIFY(duration);
    QTEST(qint64 {duration->count()}, "milliseconds");
}

void DurationTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("word") << "soon";
    QTest::newRow("negative") << "-1 s";
    QTest::newRow("unknown unit") << "1 fortnight";
    QTest::newRow("unit only") << "ms";
    QTest::newRow("two") << "1 s 2 ms";
    QTest::newRow("longer than a day") << "25 h";
    QTest::newRow("huge") << QString(400, '9');
    QTest::newRow("dot only") << "1.";
}

void DurationTest::refuses()
{
    QFETCH(const QString, text);
    const Result<Milliseconds> duration = parseDuration(text);
    QVERIFY(!duration);
    QCOMPARE(duration.error().code, ErrorCode::InvalidInput);
    QVERIFY(duration.error().message.contains(text));
}

void DurationTest::readsWhatItWrites_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64 {0} << "0 ms";
    QTest::newRow("milliseconds") << qint64 {250} << "250 ms";
    QTest::newRow("odd") << qint64 {1234} << "1234 ms";
    QTest::newRow("seconds") << qint64 {1500} << "1.5 s";
    QTest::newRow("minutes") << qint64 {120'000} << "2 min";
    QTest::newRow("minute and a half") << qint64 {90'000} << "90 s";
    QTest::newRow("day") << qint64 {86'400'000} << "1440 min";
    QTest::newRow("many digits") << qint64 {12'345'600} << "12345.6 s";
    QTest::newRow("more digits") << qint64 {86'399'900} << "86399.9 s";
}

void DurationTest::readsWhatItWrites()
{
    QFETCH(const qint64, milliseconds);
    const QString text = toText(Milliseconds(milliseconds));
    QTEST(text, "text");
    const Result<Milliseconds> back = parseDuration(text);
    QVERIFY(back);
    QCOMPARE(qint64 {back->count()}, milliseconds);
}

void DurationTest::writesMicroseconds_data()
{
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << qint64 {410} << "0.41 ms";
    QTest::newRow("middle") << qint64 {12'300} << "12.3 ms";
    QTest::newRow("large") << qint64 {1'520'000} << "1.52 s";
    QTest::newRow("zero") << qint64 {0} << "0.00 ms";
}

void DurationTest::writesMicroseconds()
{
    QFETCH(const qint64, microseconds);
    QTEST(microsecondsToText(microseconds), "text");
}

QTEST_GUILESS_MAIN(DurationTest)
#include "duration_test.moc"
