#include "core/capture/pcap_reader.h"
#include "core/capture/pcapng_reader.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench {

using namespace tests;

namespace {

struct Read
{
    std::vector<Buffer> packets;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> links;
    std::vector<std::uint64_t> offsets;
    std::vector<std::string> faults;
};

Read readAll(capture::Bytes file)
{
    capture::ByteInput input(capture::readFrom(file));
    capture::FaultLog log;
    const std::unique_ptr<capture::PacketReader> reader = capture::beginsPcapng(file)
        ? std::unique_ptr<capture::PacketReader>(
            std::make_unique<capture::PcapngReader>(input, log))
        : std::make_unique<capture::PcapReader>(input, log);
    Read read;
    while (const auto packet = reader->next()) {
        read.packets.emplace_back(packet->bytes.begin(), packet->bytes.end());
        read.times.push_back(packet->timeNs);
        read.links.push_back(packet->linkType);
        read.offsets.push_back(packet->offset);
    }
    for (const capture::InputFault& fault : log.faults()) {
        read.faults.push_back(fault.text);
    }
    return read;
}

const Buffer kFirst = fromHex("0102030405");
const Buffer kSecond = fromHex("aabb");
constexpr std::int64_t kSecond2023 = 1'700'000'000'000'000'000;

/// An option of one byte, padded, and the end of options.
Buffer resolution(bool bigEndian, std::uint8_t value)
{
    return Writer(bigEndian).number(9, 2).number(1, 2).number(value, 1).zeros(3).zeros(4).result();
}

QByteArray array(const Buffer& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

} // namespace

class CaptureReadersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pcap_data();
    void pcap();
    void pcapFaults_data();
    void pcapFaults();
    void pcapng_data();
    void pcapng();
    void pcapngResolution_data();
    void pcapngResolution();
    void pcapngSectionsOfBothOrders();
    void pcapngFaults_data();
    void pcapngFaults();
    void everyCutAndChange();
    void readsInSmallPieces();
};

void CaptureReadersTest::pcap_data()
{
    QTest::addColumn<bool>("bigEndian");
    QTest::addColumn<bool>("nanoseconds");
    QTest::newRow("little endian, µs") << false << false;
    QTest::newRow("little endian, ns") << false << true;
    QTest::newRow("big endian, µs") << true << false;
    QTest::newRow("big endian, ns") << true << true;
}

void CaptureReadersTest::pcap()
{
    QFETCH(const bool, bigEndian);
    QFETCH(const bool, nanoseconds);
    const Read read = readAll(pcapFile({kFirst, {}, kSecond}, {bigEndian, nanoseconds, 113}));
    QVERIFY(read.packets == (std::vector<Buffer> {kFirst, {}, kSecond}));
    QVERIFY(read.faults.empty());
    QCOMPARE(read.times[0], kSecond2023 + (nanoseconds ? 250 : 250'000));
    QCOMPARE(read.links[2], 113U);
    QVERIFY(read.offsets == (std::vector<std::uint64_t> {40, 61, 77}));
}

void CaptureReadersTest::pcapFaults_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("packets");
    QTest::addColumn<QString>("fault");
    const QByteArray file = array(pcapFile({kFirst, kSecond}));
    QTest::newRow("cut header") << file.left(10) << 0
                                << QStringLiteral("expected 24 bytes at offset 0, 10 there");
    QTest::newRow("no packets") << file.left(24) << 0 << QString();
    QTest::newRow("cut packet header")
        << file.left(30) << 0 << QStringLiteral("expected 16 bytes at offset 24, 6 there");
    QTest::newRow("cut packet") << file.left(43) << 1
                                << QStringLiteral("expected 5 bytes at offset 40, 3 there");
    QTest::newRow("cut second packet")
        << file.left(62) << 2 << QStringLiteral("expected 2 bytes at offset 61, 1 there");
    QByteArray large = file;
    large[34] = '\x20';
    large[35] = '\x7f';
    QTest::newRow("length that cannot be")
        << large << 0
        << QStringLiteral("expected at most 1048576 bytes of a packet at offset 32, 2132803589 "
                          "announced: the packets after it cannot be found");
}

void CaptureReadersTest::pcapFaults()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, packets);
    QFETCH(const QString, fault);
    const Read read = readAll(samples::span(file));
    QCOMPARE(static_cast<int>(read.packets.size()), packets);
    QCOMPARE(read.faults.empty() ? QString() : QString::fromStdString(read.faults[0]), fault);
}

void CaptureReadersTest::pcapng_data()
{
    QTest::addColumn<bool>("bigEndian");
    QTest::newRow("little endian") << false;
    QTest::newRow("big endian") << true;
}

void CaptureReadersTest::pcapng()
{
    QFETCH(const bool, bigEndian);
    constexpr std::uint64_t kMicroseconds = 1'700'000'000'000'250;
    const Buffer file = pcapngSection(bigEndian)
        + pcapngBlock(bigEndian, 4, Buffer(9, 1)) // names: passed over
        + pcapngInterface(bigEndian, 1) + pcapngInterface(bigEndian, 101)
        + pcapngEnhanced(bigEndian, 1, kMicroseconds, kFirst) + pcapngSimple(bigEndian, kSecond)
        + pcapngBlock(bigEndian, 0x0bad, Buffer(3'000'000, 7)) // unknown and large
        + pcapngEnhanced(bigEndian, 0, kMicroseconds, kSecond);
    const Read read = readAll(file);
    QVERIFY(read.packets == (std::vector<Buffer> {kFirst, kSecond, kSecond}));
    QVERIFY(read.faults.empty());
    QVERIFY(read.links == (std::vector<std::uint32_t> {101, 1, 1}));
    QCOMPARE(read.times[0], kSecond2023 + 250'000);
    QCOMPARE(read.times[1], 0);
    QVERIFY(Buffer(file.begin() + static_cast<std::ptrdiff_t>(read.offsets[0]),
                   file.begin() + static_cast<std::ptrdiff_t>(read.offsets[0]) + 5)
            == kFirst);
}

void CaptureReadersTest::pcapngResolution_data()
{
    QTest::addColumn<int>("resolution");
    QTest::addColumn<quint64>("units");
    QTest::newRow("seconds") << 0 << quint64(1'700'000'000);
    QTest::newRow("milliseconds") << 3 << quint64(1'700'000'000'000);
    QTest::newRow("nanoseconds") << 9 << quint64(1'700'000'000'000'000'000);
    QTest::newRow("powers of two") << (0x80 | 10) << quint64(1'700'000'000) * 1024;
}

void CaptureReadersTest::pcapngResolution()
{
    QFETCH(const int, resolution);
    QFETCH(const quint64, units);
    const Buffer options = tests::Writer().result()
        + workbench::resolution(false, static_cast<std::uint8_t>(resolution));
    const Read read = readAll(pcapngSection(false) + pcapngInterface(false, 1, options)
                              + pcapngEnhanced(false, 0, units, kFirst));
    QCOMPARE(read.times[0], kSecond2023);
}

void CaptureReadersTest::pcapngSectionsOfBothOrders()
{
    Buffer file;
    for (const bool bigEndian : {false, true, false}) {
        file = file + pcapngSection(bigEndian) + pcapngInterface(bigEndian, bigEndian ? 101 : 1)
            + pcapngEnhanced(bigEndian, 0, 0, kFirst);
    }
    const Read read = readAll(file);
    QVERIFY(read.links == (std::vector<std::uint32_t> {1, 101, 1}));
    QVERIFY(read.faults.empty());
}

void CaptureReadersTest::pcapngFaults_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("packets");
    QTest::addColumn<QString>("fault");
    const QByteArray section = array(pcapngSection(false));
    const QByteArray interface = array(pcapngInterface(false, 1));
    const QByteArray packet = array(pcapngEnhanced(false, 0, 0, kFirst));
    QTest::newRow("cut section") << section.left(10) << 0
                                 << QStringLiteral("expected 28 bytes at offset 0, 10 there");
    QTest::newRow("no byte order")
        << section.left(8) + QByteArray(20, '\x11') << 0
        << QStringLiteral("expected the byte-order magic of a section at offset 8");
    QTest::newRow("cut block") << section + interface + packet.left(33) << 1
                               << QStringLiteral("expected 40 bytes at offset 48, 33 there");
    QTest::newRow("cut block header") << section + interface.left(7) << 0
                                      << QStringLiteral("expected 12 bytes at offset 28, 7 there");
    QTest::newRow("no such interface")
        << section + packet << 0
        << QStringLiteral("expected an interface of the section at offset 36, number 0 there");
    QTest::newRow("length that cannot be")
        << section
            + QByteArray::fromHex("06000000"
                                  "0d000000"
                                  "00000000")
        << 0
        << QStringLiteral("expected the length of a block at offset 32, 13 there: the blocks "
                          "after it cannot be found");
    QTest::newRow("unknown block beyond the end")
        << section
            + QByteArray::fromHex("99000000"
                                  "00100000"
                                  "00000000")
        << 0 << QStringLiteral("expected 4096 bytes at offset 28, 12 there");
}

void CaptureReadersTest::pcapngFaults()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, packets);
    QFETCH(const QString, fault);
    const Read read = readAll(samples::span(file));
    QCOMPARE(static_cast<int>(read.packets.size()), packets);
    QCOMPARE(read.faults.empty() ? QString() : QString::fromStdString(read.faults[0]), fault);
}

void CaptureReadersTest::everyCutAndChange()
{
    const Buffer options = workbench::resolution(true, 9);
    const std::vector<Buffer> files {
        pcapFile({kFirst, kSecond}),
        pcapFile({kFirst}, {.bigEndian = true}),
        pcapngSection(true) + pcapngInterface(true, 1, options) + pcapngEnhanced(true, 0, 1, kFirst)
            + pcapngSimple(true, kSecond),
        pcapngSection(false) + pcapngInterface(false, 1) + pcapngSimple(false, kFirst)};
    for (const Buffer& file : files) {
        samples::disfigure(array(file), [](wire::Bytes bytes) {
            const Read read = readAll(bytes);
            QVERIFY(read.packets.size() <= 2);
        });
    }
}

void CaptureReadersTest::readsInSmallPieces()
{
    const Buffer file = pcapFile({kFirst, Buffer(300'000, 9), kSecond});
    capture::Bytes left = file;
    capture::ByteInput input([&left](std::span<std::uint8_t> target) {
        const auto count = std::min<std::size_t>({target.size(), left.size(), 7});
        std::copy_n(left.begin(), count, target.begin());
        left = left.subspan(count);
        return count;
    });
    capture::FaultLog log;
    capture::PcapReader reader(input, log);
    QCOMPARE(reader.next()->bytes.size(), kFirst.size());
    QCOMPARE(reader.next()->bytes.size(), std::size_t(300'000));
    QCOMPARE(reader.next()->bytes[1], std::uint8_t(0xbb));
    QVERIFY(!reader.next());
    QCOMPARE(input.offset(), std::uint64_t(file.size()));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CaptureReadersTest)
#include "capture_readers_test.moc"
