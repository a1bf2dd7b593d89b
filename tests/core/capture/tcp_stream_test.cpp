#include "core/capture/tcp_stream.h"

#include <QTest>

namespace workbench {
namespace {

/// Text of what came, gaps as "[3]".
class Collected : public capture::StreamOutput
{
public:
    void bytes(capture::Bytes content) override
    {
        text += std::string(content.begin(), content.end());
    }

    void gap(std::uint64_t missing) override { text += "[" + std::to_string(missing) + "]"; }

    std::string text;
};

/// "5:abc": payload at five bytes behind the first; "A5": acknowledgment; "F5": end; "!": finish.
void feed(capture::TcpStream& stream, const QString& script, std::uint32_t first, Collected& output)
{
    for (const QString& word : script.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString number = word.section(QLatin1Char(':'), 0, 0);
        if (word == QStringLiteral("!")) {
            stream.finish(output);
        } else if (word.startsWith(QLatin1Char('A'))) {
            stream.acknowledge(first + word.mid(1).toUInt(), output);
        } else if (word.startsWith(QLatin1Char('F'))) {
            stream.endAt(first + word.mid(1).toUInt());
        } else {
            const QByteArray payload = word.section(QLatin1Char(':'), 1).toLatin1();
            const std::vector<std::uint8_t> bytes(payload.begin(), payload.end());
            stream.segment(first + static_cast<std::uint32_t>(number.toInt()), bytes, output);
        }
    }
}

} // namespace

class TcpStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reassembles_data();
    void reassembles();
    void whatWaitsIsBounded_data();
    void whatWaitsIsBounded();
    void beginsWithTheFirstSegment();
};

void TcpStreamTest::reassembles_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("ended");
    const auto row = [](const char* name, const char* script, const char* text, bool ended) {
        QTest::newRow(name) << QString::fromLatin1(script) << QString::fromLatin1(text) << ended;
    };
    row("in order", "0:abc 3:def", "abcdef", false);
    row("out of order", "3:def 0:abc", "abcdef", false);
    row("three, the last first", "6:ghi 3:def 0:abc", "abcdefghi", false);
    row("sent again", "0:abc 0:abc 3:def", "abcdef", false);
    row("sent again, longer", "0:abc 0:abcdef", "abcdef", false);
    row("overlap at the end", "0:abcd 2:cdef", "abcdef", false);
    row("overlap with what waits", "4:ef 0:abcdXY 6:gh", "abcdXYgh", false);
    row("the first counts", "0:abc 0:XYZd", "abcd", false);
    row("inside of what is there", "0:abcdef 2:XX", "abcdef", false);
    row("waiting twice, the longer counts", "3:d 3:def 0:abc", "abcdef", false);
    row("nothing in it", "0: 0:abc 3:", "abc", false);
    row("keep-alive", "0:abc -1:x 2:c 3:d", "abcd", false);
    row("before the beginning", "-3:xyz 0:abc", "abc", false);
    row("closed", "0:abc F3", "abc", true);
    row("closed before all is there", "3:def F6", "", false);
    row("closed, then the rest", "3:def F6 0:abc", "abcdef", true);
    row("gap at the end of the capture", "0:abc 6:ghi !", "abc[3]ghi", false);
    row("gap before the close", "0:abc F6 !", "abc[3]", true);
    row("gap that was acknowledged", "0:abc 6:ghi A9 A9", "abc[3]ghi", false);
    row("acknowledged, then it comes", "0:abc 6:ghi A9 3:def", "abcdefghi", false);
    row("acknowledged up to the gap only", "0:abc 6:ghi A3 A3", "abc", false);
    row("two gaps", "0:a 2:c 4:e !", "a[1]c[1]e", false);
}

void TcpStreamTest::reassembles()
{
    QFETCH(const QString, script);
    QFETCH(const QString, text);
    QFETCH(const bool, ended);
    // The same numbers, and numbers that wrap within the first bytes.
    for (const std::uint32_t first : {1000U, 0U, 0xffffffffU, 0xfffffffdU, 0x7fffffffU}) {
        capture::TcpStream stream;
        stream.start(first);
        Collected output;
        feed(stream, script, first, output);
        QCOMPARE(QString::fromStdString(output.text), text);
        QCOMPARE(stream.isEnded(), ended);
        QVERIFY(stream.startsWith(first));
    }
}

void TcpStreamTest::whatWaitsIsBounded_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("many small ones") << 1;
    QTest::newRow("large ones") << 60'000;
}

void TcpStreamTest::whatWaitsIsBounded()
{
    QFETCH(const int, size);
    capture::TcpStream stream;
    stream.start(0);
    Collected output;
    const std::vector<std::uint8_t> payload(static_cast<std::size_t>(size), 'x');
    constexpr std::uint32_t kSegments = 5000;
    for (std::uint32_t i = 0; i < kSegments; ++i) {
        // Each leaves a byte out.
        stream.segment(1 + i * static_cast<std::uint32_t>(size + 1), payload, output);
        QVERIFY(stream.waitingBytes() <= capture::TcpStream::kMostWaiting);
    }
    QVERIFY(output.text.starts_with("[1]x"));
    stream.finish(output);
    QCOMPARE(stream.waitingBytes(), std::size_t(0));
}

void TcpStreamTest::beginsWithTheFirstSegment()
{
    capture::TcpStream stream;
    Collected output;
    QVERIFY(!stream.isStarted());
    feed(stream, QStringLiteral("0:abc 3:def"), 77, output);
    QCOMPARE(output.text, std::string("abcdef"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TcpStreamTest)
#include "tcp_stream_test.moc"
