#include "core/capture/conversation_table.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench {

using namespace tests;

namespace {

/// Everything that the readers of a table were told, one line each.
struct Story
{
    QStringList lines;
    std::size_t memory = 0; ///< that every reader says it keeps
    int open = 0;
};

class StoryReader : public capture::ConversationReader
{
public:
    StoryReader(Story& story, const capture::ConversationEnds& ends)
        : m_story(story)
        , m_port(ends.client.port)
    {
        ++m_story.open;
        say(QStringLiteral("%1 %2%3").arg(QString::fromStdString(ends.client.text()),
                                          QString::fromStdString(ends.server.text()),
                                          ends.isOpeningSeen ? QString()
                                                             : QStringLiteral(" guessed")));
    }

    ~StoryReader() override { --m_story.open; }

    StoryReader(const StoryReader&) = delete;
    StoryReader& operator=(const StoryReader&) = delete;
    StoryReader(StoryReader&&) = delete;
    StoryReader& operator=(StoryReader&&) = delete;

    void read(capture::Side from, capture::Bytes content, std::int64_t timeNs) override
    {
        static_cast<void>(timeNs);
        const std::string text(content.begin(), content.end());
        say(word(from) + QString::fromStdString(text));
    }

    void gap(capture::Side from, std::uint64_t missing) override
    {
        say(word(from) + QStringLiteral("[%1]").arg(missing));
    }

    void end() override { say(QStringLiteral("end")); }

    std::size_t memoryBytes() const override { return m_story.memory; }

private:
    static QString word(capture::Side from)
    {
        return from == capture::Side::Client ? QStringLiteral("c:") : QStringLiteral("s:");
    }

    void say(const QString& text)
    {
        m_story.lines.append(QStringLiteral("%1 %2").arg(m_port).arg(text));
    }

    Story& m_story;
    std::uint16_t m_port;
};

/// A table that tells a story, and packets for it in short.
class Scene
{
public:
    Scene()
        : table(
            [this](const capture::ConversationEnds& ends) {
                return std::make_unique<StoryReader>(story, ends);
            },
            faults)
    { }

    /// From the client at the port, or back to it.
    void tcp(std::uint16_t port, bool fromClient, const TcpFields& fields, const char* text = "")
    {
        const Buffer payload(text, text + qstrlen(text));
        const Buffer segment = fromClient ? tcpSegment(port, 443, fields, payload)
                                          : tcpSegment(443, port, fields, payload);
        ip(ipv4Packet(segment, {.isReversed = !fromClient}));
    }

    void udp(std::uint16_t port, const Buffer& payload)
    {
        ip(ipv4Packet(udpDatagram(port, 4433, payload), {.protocol = 17}));
    }

    void ip(const Buffer& packet)
    {
        const Buffer frame = ethernetFrame(packet);
        table.add({.offset = 24, .linkType = 1, .bytes = frame});
    }

    /// The three packets that open a connection; both begin with number 1.
    void open(std::uint16_t port)
    {
        tcp(port, true, {.sequence = 0, .flags = kSyn});
        tcp(port, false, {.sequence = 0, .acknowledgment = 1, .flags = kSyn | kAck});
        tcp(port, true, {.sequence = 1, .acknowledgment = 1});
    }

    QString told() const { return story.lines.join(QLatin1Char('\n')); }

    Story story;
    capture::FaultLog faults;
    capture::ConversationTable table;
};

} // namespace

class ConversationTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneConnection();
    void closedByBothEnds();
    void closedByReset();
    void portsAreUsedAgain();
    void openingNotCaptured();
    void dataInTheSyn();
    void answersOnly();
    void datagramsOnlyOfDtls();
    void fragmentedDatagram();
    void gapsAreTold();
    void manyOpenOnesAreBounded();
    void memoryIsBounded();
    void unknownLinkIsNamedOnce();
    void malformedSegments();
    void everyCutAndChange();
};

void ConversationTableTest::oneConnection()
{
    Scene scene;
    scene.open(5000);
    scene.tcp(5000, true, {.sequence = 1, .acknowledgment = 1, .optionBytes = 12}, "hello");
    scene.tcp(5000, false, {.sequence = 1, .acknowledgment = 6}, "world");
    scene.table.finish();
    QCOMPARE(
        scene.told(),
        QStringLiteral("5000 10.0.0.1:5000 10.0.0.2:443\n5000 c:hello\n5000 s:world\n5000 end"));
    QCOMPARE(scene.story.open, 0);
    QVERIFY(scene.faults.faults().empty());
}

void ConversationTableTest::closedByBothEnds()
{
    Scene scene;
    scene.open(5000);
    scene.tcp(5000, true, {.sequence = 1}, "hi");
    scene.tcp(5000, true, {.sequence = 3, .flags = kFin | kAck});
    QCOMPARE(scene.story.open, 1);
    scene.tcp(5000, false, {.sequence = 1, .flags = kFin | kAck}, "yo");
    QCOMPARE(scene.story.open, 0); // handed out at once
    scene.tcp(5000, true, {.sequence = 4, .acknowledgment = 4});
    scene.tcp(5000, true, {.sequence = 1}, "hi"); // sent again
    scene.table.finish();
    QVERIFY(scene.told().endsWith(QStringLiteral("5000 c:hi\n5000 s:yo\n5000 end")));
}

void ConversationTableTest::closedByReset()
{
    Scene scene;
    scene.open(5000);
    scene.tcp(5000, true, {.sequence = 1}, "hi");
    scene.tcp(5000, false, {.sequence = 1, .flags = kRst});
    QCOMPARE(scene.story.open, 0);
    QVERIFY(scene.told().endsWith(QStringLiteral("5000 c:hi\n5000 end")));
}

void ConversationTableTest::portsAreUsedAgain()
{
    Scene scene;
    scene.open(5000);
    scene.tcp(5000, true, {.sequence = 1}, "one");
    scene.tcp(5000, true, {.sequence = 70000, .flags = kSyn});
    scene.tcp(5000, true, {.sequence = 70000, .flags = kSyn}); // sent again
    scene.tcp(5000, true, {.sequence = 70001}, "two");
    scene.table.finish();
    const QString begin = QStringLiteral("5000 10.0.0.1:5000 10.0.0.2:443\n");
    QCOMPARE(scene.told(),
             begin + QStringLiteral("5000 c:one\n5000 end\n") + begin
                 + QStringLiteral("5000 c:two\n5000 end"));
}

void ConversationTableTest::openingNotCaptured()
{
    Scene scene;
    scene.tcp(5000, false, {.sequence = 900}); // says nothing
    QCOMPARE(scene.told(), QString());
    scene.tcp(5000, false, {.sequence = 900}, "late");
    scene.table.finish();
    QCOMPARE(scene.told(),
             QStringLiteral("5000 10.0.0.1:5000 10.0.0.2:443 guessed\n5000 s:late\n5000 end"));
}

void ConversationTableTest::dataInTheSyn()
{
    Scene scene; // TCP Fast Open, RFC 7413
    scene.tcp(5000, true, {.sequence = 0, .flags = kSyn}, "early");
    scene.tcp(5000, true, {.sequence = 6}, "more");
    scene.table.finish();
    QVERIFY(scene.told().contains(QStringLiteral("c:early\n5000 c:more")));
}

void ConversationTableTest::answersOnly()
{
    Scene scene;
    scene.tcp(5000, false, {.sequence = 0, .acknowledgment = 1, .flags = kSyn | kAck});
    scene.tcp(5000, false, {.sequence = 1}, "only");
    scene.table.finish();
    QCOMPARE(scene.told(),
             QStringLiteral("5000 10.0.0.1:5000 10.0.0.2:443\n5000 s:only\n5000 end"));
}

void ConversationTableTest::datagramsOnlyOfDtls()
{
    Scene scene;
    scene.udp(5000, fromHex("0001020304"));
    scene.udp(5001, fromHex("16fefd00000000000000000001ff"));
    scene.udp(5001, fromHex("0001020304")); // STUN between them
    scene.table.finish();
    QCOMPARE(scene.story.lines.size(), 4);
    QVERIFY(scene.told().startsWith(QStringLiteral("5001 10.0.0.1:5001 10.0.0.2:4433 guessed")));
}

void ConversationTableTest::fragmentedDatagram()
{
    Scene scene;
    const Buffer datagram = udpDatagram(5000, 4433, fromHex("16fefd0000000000000000000141"));
    const Buffer first(datagram.begin(), datagram.begin() + 16);
    const Buffer second(datagram.begin() + 16, datagram.end());
    scene.ip(ipv4Packet(second, {.protocol = 17, .identification = 9, .fragment = 2}));
    QCOMPARE(scene.told(), QString());
    scene.ip(ipv4Packet(first, {.protocol = 17, .identification = 9, .fragment = 0x2000}));
    QVERIFY(scene.told().endsWith(QLatin1Char('A')));
    scene.ip(ipv4Packet(first, {.protocol = 17, .identification = 10, .fragment = 0x2000}));
    scene.table.finish();
    QCOMPARE(scene.faults.faults().size(), std::size_t(1));
}

void ConversationTableTest::gapsAreTold()
{
    Scene scene;
    scene.open(5000);
    scene.tcp(5000, true, {.sequence = 1}, "a");
    scene.tcp(5000, true, {.sequence = 6}, "b");
    scene.table.finish();
    QVERIFY(scene.told().endsWith(QStringLiteral("c:a\n5000 c:[4]\n5000 c:b\n5000 end")));
}

void ConversationTableTest::manyOpenOnesAreBounded()
{
    Scene scene;
    constexpr std::uint16_t kCount = 20000;
    for (std::uint16_t port = 1000; port < 1000 + kCount; ++port) {
        scene.tcp(port, true, {.sequence = 0, .flags = kSyn});
        scene.tcp(port, true, {.sequence = 1}, "x");
        QVERIFY(scene.story.open
                <= static_cast<int>(capture::ConversationTable::kMostConversations));
    }
    scene.table.finish();
    QCOMPARE(scene.story.open, 0);
    QCOMPARE(scene.story.lines.size(), kCount * 3);
}

void ConversationTableTest::memoryIsBounded()
{
    Scene scene;
    scene.story.memory = 1U << 20U;
    for (std::uint16_t port = 1000; port < 1200; ++port) {
        scene.tcp(port, true, {.sequence = 0, .flags = kSyn});
        scene.tcp(port, true, {.sequence = 1}, "x");
        QVERIFY(static_cast<std::size_t>(scene.story.open) * scene.story.memory
                <= capture::ConversationTable::kMostMemory);
    }
    QVERIFY(scene.story.open > 10);
}

void ConversationTableTest::unknownLinkIsNamedOnce()
{
    Scene scene;
    const Buffer bytes(20, 0);
    for (int i = 0; i < 3; ++i) {
        scene.table.add({.offset = 40, .linkType = 105, .bytes = bytes});
    }
    QCOMPARE(scene.faults.faults().size(), std::size_t(1));
    QCOMPARE(scene.faults.faults()[0].text,
             std::string("packets of link type 105 are not understood and were passed over"));
}

void ConversationTableTest::malformedSegments()
{
    Scene scene;
    scene.ip(ipv4Packet(fromHex("138801bb00000000")));
    scene.ip(ipv4Packet(fromHex("13880000"), {.protocol = 17}));
    QCOMPARE(scene.faults.faults().size(), std::size_t(2));
    QCOMPARE(scene.faults.faults()[0].text,
             std::string(
                 "TCP segment in the packet at offset 24: expected 20 bytes at offset 0, 8 there"));
    QCOMPARE(scene.faults.faults()[1].text,
             std::string(
                 "UDP datagram in the packet at offset 24: expected 8 bytes at offset 0, 4 there"));
}

void ConversationTableTest::everyCutAndChange()
{
    const Buffer frame = ethernetFrame(ipv4Packet(
        tcpSegment(5000, 443, {.sequence = 1, .optionBytes = 4}, fromHex("160301000101")),
        {.optionBytes = 4}));
    const QByteArray bytes(reinterpret_cast<const char*>(frame.data()),
                           static_cast<qsizetype>(frame.size()));
    samples::disfigure(bytes, [](wire::Bytes changed) {
        Scene scene;
        scene.open(5000);
        scene.table.add({.offset = 24, .linkType = 1, .bytes = changed});
        scene.table.finish();
        QCOMPARE(scene.story.open, 0);
    });
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConversationTableTest)
#include "conversation_table_test.moc"
