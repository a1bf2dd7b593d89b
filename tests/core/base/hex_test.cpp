#include "core/base/bytes.h"
#include "core/base/hex.h"

#include <QtTest>

using namespace workbench;

class HexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writes();
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void normalizesHashes_data();
    void normalizesHashes();
    void viewsBytes();
};

void HexTest::writes()
{
    const QByteArray bytes = QByteArray::fromHex("00ab7f");
    QCOMPARE(toHex(bytes), QString("00ab7f"));
    QCOMPARE(toFingerprint(bytes), QString("00:AB:7F"));
    QCOMPARE(toHex({}), QString());
    QCOMPARE(toFingerprint({}), QString());
}

void HexTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray expected = QByteArray::fromHex("00abcd");
    QTest::newRow("plain") << "00abcd" << expected;
    QTest::newRow("upper case") << "00ABCD" << expected;
    QTest::newRow("spaces and line ends") << " 00 ab\r\ncd\t" << expected;
    QTest::newRow("colons") << "00:ab:cd" << expected;
    QTest::newRow("hyphens and commas") << "00-ab,cd" << expected;
    QTest::newRow("prefix") << "0x00abcd" << expected;
    QTest::newRow("prefix on every byte") << "0x00, 0XAB, 0xcd" << expected;
    QTest::newRow("invisible mark") << QString(QChar(0x200e)) + "00abcd" << expected;
    QTest::newRow("nothing") << "" << QByteArray();
}

void HexTest::reads()
{
    QFETCH(const QString, text);
    const Result<QByteArray> bytes = fromHex(text);
    QVERIFY(bytes);
    QTEST(*bytes, "bytes");
}

void HexTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("odd") << "abc"
                         << "3";
    QTest::newRow("letter") << "00 gg"
                            << "g";
    QTest::newRow("position") << "00zz"
                              << "3";
    QTest::newRow("full-width digit") << QString(QChar(0xff11)) << QString(QChar(0xff11));
    QTest::newRow("prefix inside a byte") << "a0xb"
                                          << "x";
}

void HexTest::refuses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, mentions);
    const Result<QByteArray> bytes = fromHex(text);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::InvalidInput);
    QVERIFY2(bytes.error().message.contains(mentions), qPrintable(bytes.error().message));
}

void HexTest::normalizesHashes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("hash");
    QTest::newRow("colons") << "AB:cd:09"
                            << "abcd09";
    QTest::newRow("Windows dialog") << QString(QChar(0x200e)) + "ab cd 09"
                                    << "abcd09";
    QTest::newRow("no-break space") << "ab" + QString(QChar(0xa0)) + "cd"
                                    << "abcd";
    QTest::newRow("openssl x509 -fingerprint") << "sha256 Fingerprint=AB:CD:09\n"
                                               << "abcd09";
    QTest::newRow("label") << "SHA-1: ab cd 09"
                           << "abcd09";
    QTest::newRow("label in one word") << "SHA256=abcd09"
                                       << "abcd09";
    QTest::newRow("PowerShell") << "Thumbprint : ABCD09"
                                << "abcd09";
    QTest::newRow("prefix") << "0xABCD09"
                            << "abcd09";
    QTest::newRow("only a label") << "sha1:"
                                  << "";
    QTest::newRow("another hash") << "md5:abcd09"
                                  << "";
    QTest::newRow("a label without a sign behind it") << "sha1 abcd09"
                                                      << "";
    QTest::newRow("a name") << "shop"
                            << "";
    QTest::newRow("a hash and more") << "abcd shop"
                                     << "";
    QTest::newRow("empty") << ""
                           << "";
}

void HexTest::normalizesHashes()
{
    QFETCH(const QString, text);
    QTEST(normalizedHash(text), "hash");
}

void HexTest::viewsBytes()
{
    const QByteArray bytes = QByteArray::fromHex("00ff80");
    const ByteSpan span = asSpan(bytes);
    QCOMPARE(span.size(), std::size_t {3});
    QCOMPARE(int {span[1]}, 255);
    QCOMPARE(toByteArray(span), bytes);
    QVERIFY(asSpan({}).empty());
    QCOMPARE(toByteArray({}), QByteArray());
}

QTEST_GUILESS_MAIN(HexTest)
#include "hex_test.moc"
