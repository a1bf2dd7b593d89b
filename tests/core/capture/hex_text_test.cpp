#include "core/capture/hex_text.h"
#include "tests/core/capture/capture_builder.h"

#include <QProcess>
#include <QTest>

namespace workbench {
namespace {

/// "1603|02" of the blocks, "2:0a" where a direction is said, "2/22:01" with a content type.
QString shown(const capture::HexText& text)
{
    QStringList words;
    for (const capture::HexBlock& block : text.blocks) {
        const QByteArray bytes(reinterpret_cast<const char*>(block.bytes.data()),
                               static_cast<qsizetype>(block.bytes.size()));
        QString word = QString::fromLatin1(bytes.toHex());
        if (block.contentType != 0) {
            word = QStringLiteral("%1/%2:%3").arg(block.direction).arg(block.contentType).arg(word);
        } else if (block.direction != 0) {
            word = QStringLiteral("%1:%2").arg(block.direction).arg(word);
        }
        words.append(word);
    }
    return words.join(QLatin1Char('|'));
}

} // namespace

class HexTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void namesFaults_data();
    void namesFaults();
    void repeatedLinesAreBounded();
    void everyCutAndChange();
};

void HexTextTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("blocks");
    const auto row = [](const char* name, const char* text, const char* blocks) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(blocks);
    };
    row("digits", "160301", "160301");
    row("upper case, line ends", "16 03\r\n01 AB\n", "160301ab");
    row("colons", "16:03:01", "160301");
    row("hyphens and commas", "16-03,01;02", "16030102");
    row("0x", "0x16, 0x03, 0X01", "160301");
    row("one 0x", "0x160301", "160301");
    row("escaped string", R"("\x16\x03" "\x01")", "160301");
    row("C array",
        "static const unsigned char pkt1[3] = {\n  0x16, 0x03, /* .. */\n  0x01 // end\n};\n",
        "160301");
    row("comment lines", "# recorded\n16 03\n# more\n01\n", "160301");
    row("byte order mark",
        "\xef\xbb\xbf"
        "160301",
        "160301");
    row("groups of four", "1603 0102 0001", "160301020001");
    row("a long group and short ones", "160301 02 00", "1603010200");
    row("xxd",
        "00000000: 1603 0102 0001 0001 fc03 0339 6c3b 30c6  ...........9l;0.\n"
        "00000010: 039b 76                                  ..v\n",
        "16030102000100 01fc0303396c3b30c6039b76");
    row("xxd, characters that look like bytes",
        "00000000: 6162 2063 6420 6566 2061 6220 6364 2065  ab cd ef ab cd e\n"
        "00000010: 6162 2063                                ab c\n",
        "61622063642065662061622063642065 61622063");
    row("xxd, one line", "00000000: 6162 6364                                abcd\n", "61626364");
    row("xxd from the middle",
        "00000100: 1603 0102 0001 0001 fc03 0339 6c3b 30c6  ...........9l;0.\n",
        "160301020001 0001fc0303396c3b30c6");
    row("hexdump -C",
        "00000000  16 03 01 02 00 01 00 01  fc 03 03 39 6c 3b 30 c6  |...........9l;0.|\n"
        "00000010  03 9b 76                                          |..v|\n"
        "00000013\n",
        "160301020001 0001fc0303396c3b30c6039b76");
    row("hexdump -C, the same again",
        "00000000  aa aa aa aa aa aa aa aa  aa aa aa aa aa aa aa aa  |................|\n"
        "*\n"
        "00000030  01                                                |.|\n"
        "00000031\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaa01");
    row("hexdump, words", "0000000 0316 0201 0100\n0000006\n", "160301020001");
    row("hexdump, half a word", "0000000 0316 0001\n0000003\n", "160301");
    row("od -A x -t x1", "000000 16 03 01\n000003\n", "160301");
    row("od -t x1, octal",
        "0000000 16 03 01 02 00 01 00 01 fc 03 03 39 6c 3b 30 c6\n0000020 03 9b\n0000022\n",
        "16030102000100 01fc0303396c3b30c6039b");
    row("Wireshark",
        "0000  16 03 01 02 00 01 00 01 fc 03 03 39 6c 3b 30 c6   ...........9l;0.\n"
        "0010  03 9b 76                                          ..v\n",
        "16030102000100 01fc0303396c3b30c6039b76");
    row("Wireshark, two packets",
        "0000  16 03\n0002  01\n\n0000  aa bb\n0002  cc\n",
        "160301|aabbcc");
    row("openssl -debug",
        "write to 0x55 [0x55] (18 bytes => 18 (0x12))\n"
        "0000 - 16 03 01 02 00 01 00 01-fc 03 03 39 6c 3b 30 c6   ...........9l;0.\n"
        "0010 - 03 9b                                             ..\n"
        "read from 0x55 [0x55] (5 bytes => 2 (0x2))\n"
        "0000 - 15 03                                             ..\n"
        "    TLS session ticket:\n"
        "    0000 - f8 89 28 69                                   ..(i\n",
        "1:16030102000100 01fc0303396c3b30c6039b|2:1503");
    row("openssl -msg",
        ">>> TLS 1.0, RecordHeader [length 0005]\n    16 03 01 00 04\n"
        ">>> TLS 1.3, Handshake [length 0004], ClientHello\n    01 00 00 00\n"
        "<<< TLS 1.2, Alert [length 0002], fatal handshake_failure\n    02 28\n"
        "ab cd\n",
        "1/22:01000000|2/21:0228");
    row("empty", "", "");
}

void HexTextTest::reads()
{
    QFETCH(const QByteArray, text);
    QFETCH(QString, blocks);
    const capture::HexText read
        = capture::readHexText({text.constData(), static_cast<std::size_t>(text.size())});
    QCOMPARE(read.fault ? QString::fromStdString(read.fault->text) : QString(), QString());
    QCOMPARE(shown(read), blocks.remove(QLatin1Char(' ')));
}

void HexTextTest::namesFaults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("blocks");
    QTest::newRow("no digit") << QByteArray("16 03\n0g")
                              << QStringLiteral("line 2, column 2: “g” is not a hexadecimal digit")
                              << QStringLiteral("1603");
    QTest::newRow("a word") << QByteArray("16 zz")
                            << QStringLiteral("line 1, column 4: “z” is not a hexadecimal digit")
                            << QStringLiteral("16");
    QTest::newRow("a byte of another text")
        << QByteArray("16 \xe9")
        << QStringLiteral("line 1, column 4: “\\xe9” is not a hexadecimal digit")
        << QStringLiteral("16");
    QTest::newRow("odd") << QByteArray(
        "16 0") << QStringLiteral("line 1, column 4: the last byte has only one hexadecimal digit")
                         << QStringLiteral("16");
    QTest::newRow("half a byte") << QByteArray(
        "1 60") << QStringLiteral("line 1, column 1: a byte has only one hexadecimal digit")
                                 << QString();
}

void HexTextTest::namesFaults()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, fault);
    QFETCH(const QString, blocks);
    const capture::HexText read
        = capture::readHexText({text.constData(), static_cast<std::size_t>(text.size())});
    QVERIFY(read.fault.has_value());
    QCOMPARE(QString::fromStdString(read.fault->text), fault);
    QCOMPARE(shown(read), blocks);
}

void HexTextTest::repeatedLinesAreBounded()
{
    // Each "*" stands for 8 MiB.
    QByteArray text;
    constexpr int kLines = 40;
    for (int i = 0; i < kLines; ++i) {
        text += QByteArray::number(i * 0x800000, 16).rightJustified(8, '0')
            + ": 0101 0101 0101 0101 0101 0101 0101 0101  ................\n*\n";
    }
    const capture::HexText hex
        = capture::readHexText({text.constData(), static_cast<std::size_t>(text.size())});
    std::size_t count = 0;
    for (const capture::HexBlock& block : hex.blocks) {
        count += block.bytes.size();
    }
    QVERIFY(count > 0x800000); // it is a dump, and the first repetition is there
    QVERIFY2(count <= capture::kMostRepeated + text.size(), qPrintable(QString::number(count)));
}

void HexTextTest::everyCutAndChange()
{
    const std::string text
        = "write to 0x55 [0x55] (18 bytes => 18 (0x12))\n"
          "0000 - 16 03 01 02 00 01 00 01-fc 03 03 39 6c 3b 30 c6   ...........9l;0.\n"
          "*\n0040 - 03 9b                                             ..\n0042\n"
          ">>> TLS 1.3, Handshake [length 0004], ClientHello\n    01 00 00 00\n"
          "static x = { 0x12, \"\\x16\" /* c */ };\n";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const std::string cut(text, 0, length);
        capture::readHexText(cut);
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char value : {'\0', '\n', '*', 'f', '9', '>', '{', ' ', '\xff'}) {
            std::string changed = text;
            changed[i] = value;
            capture::readHexText(changed);
        }
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::HexTextTest)
#include "hex_text_test.moc"
