#include "core/capture/conversation_table.h"
#include "core/capture/pcapng_reader.h"
#include "core/capture/pcapng_writer.h"

#include <QTest>

namespace workbench {

namespace {

using capture::Bytes;

Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Story
{
    capture::ConversationEnds ends;
    std::string client;
    std::string server;
    std::uint64_t missing = 0;
    std::int64_t lastNs = 0;
    int packets = 0;
    std::size_t faults = 0;
};

class Listener : public capture::ConversationReader
{
public:
    explicit Listener(Story& story)
        : m_story(story)
    { }

    void read(capture::Side from, Bytes content, std::int64_t timeNs) override
    {
        std::string& said = from == capture::Side::Client ? m_story.client : m_story.server;
        said.append(content.begin(), content.end());
        m_story.lastNs = timeNs;
    }

    void gap(capture::Side, std::uint64_t missing) override { m_story.missing += missing; }

    void end() override { }

    std::size_t memoryBytes() const override { return 0; }

private:
    Story& m_story;
};

Story readBack(const std::string& file)
{
    Story story;
    capture::FaultLog faults;
    capture::ByteInput input(capture::readFrom(bytesOf(file)));
    capture::PcapngReader packets(input, faults);
    capture::ConversationTable table(
        [&](const capture::ConversationEnds& ends) {
            story.ends = ends;
            return std::make_unique<Listener>(story);
        },
        faults);
    while (const auto packet = packets.next()) {
        ++story.packets;
        table.add(*packet);
    }
    table.finish();
    story.faults = faults.faults().size();
    return story;
}

capture::WrittenConnection connection(bool ipv6, bool datagrams)
{
    const std::size_t length = ipv6 ? 16 : 4;
    capture::WrittenConnection made;
    made.client = {std::vector<std::uint8_t>(length, 1), 40'000};
    made.server = {std::vector<std::uint8_t>(length, 2), 443};
    made.datagrams = datagrams;
    return made;
}

} // namespace

/// What the writer writes, the readers read back.
class PcapngWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionComesBack_data();
    void connectionComesBack();
    void datagramsComeBack();
    void secretsOnlyWhereThereAreSome();
    void nothingHappened();
    void roomIsEnough_data();
    void roomIsEnough();
};

void PcapngWriterTest::connectionComesBack_data()
{
    QTest::addColumn<bool>("ipv6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

void PcapngWriterTest::connectionComesBack()
{
    QFETCH(const bool, ipv6);
    capture::WrittenConnection written = connection(ipv6, false);
    const std::string large(100'001, 'x');
    written.pieces = {{1'000'000'001, true, bytesOf("hello")},
                      {1'000'000'002, false, bytesOf(large)},
                      {1'700'000'000'000'000'003, true, bytesOf("bye")}};
    const Story story = readBack(capture::pcapngOf(written));
    QCOMPARE(story.faults, std::size_t {0});
    QCOMPARE(story.missing, std::uint64_t {0});
    QCOMPARE(story.client, std::string("hellobye"));
    QCOMPARE(story.server, large);
    QCOMPARE(story.lastNs, std::int64_t {1'700'000'000'000'000'003});
    QVERIFY(story.ends.isOpeningSeen);
    QVERIFY(!story.ends.isDatagrams);
    QCOMPARE(story.ends.client.text(),
             std::string(ipv6 ? "[101:101:101:101:101:101:101:101]:40000" : "1.1.1.1:40000"));
    QCOMPARE(story.ends.server.port, std::uint16_t {443});
}

void PcapngWriterTest::datagramsComeBack()
{
    capture::WrittenConnection written = connection(false, true);
    // Only DTLS makes a conversation of UDP: a record of the handshake.
    const std::string hello("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x01\x01", 14);
    written.pieces = {{1, true, bytesOf(hello)}, {2, false, bytesOf("answer")}};
    const Story story = readBack(capture::pcapngOf(written));
    QCOMPARE(story.packets, 2);
    QCOMPARE(story.faults, std::size_t {0});
    QVERIFY(story.ends.isDatagrams);
    QCOMPARE(story.client, hello);
    QCOMPARE(story.server, std::string("answer"));
}

void PcapngWriterTest::secretsOnlyWhereThereAreSome()
{
    capture::WrittenConnection written = connection(false, false);
    written.pieces = {{1, true, bytesOf("hello")}};
    constexpr std::string_view kLabel("KSLT", 4); // the type of secret, as the file has it
    QVERIFY(capture::pcapngOf(written).find(kLabel) == std::string::npos);
    written.keyLog = "CLIENT_RANDOM 00 11\n";
    const std::string file = capture::pcapngOf(written);
    const std::size_t secrets = file.find(written.keyLog);
    QVERIFY(file.find(kLabel) < secrets);
    QVERIFY(secrets < file.find("hello"));
    QCOMPARE(readBack(file).client, std::string("hello"));
}

void PcapngWriterTest::nothingHappened()
{
    const Story story = readBack(capture::pcapngOf(connection(false, false)));
    QCOMPARE(story.packets, 0);
    QCOMPARE(story.faults, std::size_t {0});
}

void PcapngWriterTest::roomIsEnough_data()
{
    QTest::addColumn<bool>("ipv6");
    QTest::addColumn<bool>("datagrams");
    QTest::addColumn<int>("pieces");
    QTest::addColumn<int>("length");
    for (const bool ipv6 : {false, true}) {
        for (const bool datagrams : {false, true}) {
            for (const auto& [pieces, length] :
                 {std::pair {0, 0}, {500, 1}, {3, 1440}, {2, 50'000}}) {
                QTest::addRow("%s %s %d x %d",
                              ipv6 ? "IPv6" : "IPv4",
                              datagrams ? "UDP" : "TCP",
                              pieces,
                              length)
                    << ipv6 << datagrams << pieces << length;
            }
        }
    }
}

/// Else the text would move while it grows, and leave secrets where it was.
void PcapngWriterTest::roomIsEnough()
{
    QFETCH(const bool, ipv6);
    QFETCH(const bool, datagrams);
    QFETCH(const int, pieces);
    QFETCH(const int, length);
    const std::string bytes(static_cast<std::size_t>(length), 'x');
    const std::string secrets(1'001, 's');
    capture::WrittenConnection written = connection(ipv6, datagrams);
    written.keyLog = secrets;
    written.pieces.assign(static_cast<std::size_t>(pieces), {1, true, bytesOf(bytes)});
    const std::string file = capture::pcapngOf(written);
    QVERIFY(file.size() <= capture::mostPcapngBytes(written));
    QCOMPARE(readBack(file).faults, std::size_t {0});
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PcapngWriterTest)
#include "pcapng_writer_test.moc"
