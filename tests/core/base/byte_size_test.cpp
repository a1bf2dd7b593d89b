#include "core/base/byte_size.h"

#include <QTest>

namespace workbench {

class ByteSizeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void comesBack_data();
    void comesBack();
};

void ByteSizeTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("bytes") << QStringLiteral("1500") << qint64 {1500};
    QTest::newRow("zero") << QStringLiteral("0") << qint64 {0};
    QTest::newRow("unit of one letter") << QStringLiteral("64k") << qint64 {65536};
    QTest::newRow("blank between") << QStringLiteral(" 10 MB ") << qint64 {10 << 20};
    QTest::newRow("fraction") << QStringLiteral("1.5 kb") << qint64 {1536};
    QTest::newRow("large") << QStringLiteral("2 GB") << qint64 {2LL << 30};
    QTest::newRow("bare B") << QStringLiteral("7 B") << qint64 {7};
}

void ByteSizeTest::reads()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, bytes);
    const Result<qint64> read = parseByteSize(text);
    QVERIFY(read);
    QCOMPARE(*read, bytes);
}

void ByteSizeTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "much", "-1", "1 XB", "1 MB 2", "1e3", "99999999999999999999 GB"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void ByteSizeTest::refuses()
{
    QFETCH(const QString, text);
    const Result<qint64> read = parseByteSize(text);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    QVERIFY(read.error().message.contains(text));
}

void ByteSizeTest::comesBack_data()
{
    QTest::addColumn<qint64>("bytes");
    for (const qint64 bytes : {0LL, 1LL, 1500LL, 1024LL, 1LL << 20, 3LL << 30}) {
        QTest::addRow("%lld", bytes) << bytes;
    }
}

void ByteSizeTest::comesBack()
{
    QFETCH(const qint64, bytes);
    QCOMPARE(parseByteSize(byteSizeToText(bytes)).value_or(-1), bytes);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ByteSizeTest)
#include "byte_size_test.moc"
