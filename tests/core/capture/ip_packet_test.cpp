#include "core/capture/ip_fragments.h"
#include "core/capture/ip_packet.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench {

using namespace tests;

namespace {

const Buffer kPayload = fromHex("0123456789abcdef");

QByteArray array(const Buffer& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

Buffer buffer(const QByteArray& bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

/// From what a link carries to the payload of IP.
class IpPacketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsIpOnEveryLink_data();
    void findsIpOnEveryLink();
    void readsEveryHeader_data();
    void readsEveryHeader();
    void namesFaults_data();
    void namesFaults();
    void addressesAsText_data();
    void addressesAsText();
    void putsFragmentsTogether_data();
    void putsFragmentsTogether();
    void fragmentsAreBounded();
    void everyCutAndChange();
};

void IpPacketTest::findsIpOnEveryLink_data()
{
    QTest::addColumn<int>("linkType");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("isIp");
    const auto row = [](const char* name, int type, const char* header, bool isIp) {
        QTest::newRow(name) << type << QByteArray::fromHex(header) << isIp;
    };
    row("Ethernet, IPv4", 1, "0202020202020404040404040800", true);
    row("Ethernet, IPv6", 1, "02020202020204040404040486dd", true);
    row("Ethernet, ARP", 1, "0202020202020404040404040806", false);
    row("Ethernet, VLAN", 1, "020202020202040404040404810000070800", true);
    row("Ethernet, two VLANs", 1, "02020202020204040404040488a80007810000080800", true);
    row("BSD loopback, little endian", 0, "02000000", true);
    row("BSD loopback, big endian", 0, "00000002", true);
    row("BSD loopback, IPv6", 0, "1e000000", true);
    row("BSD loopback, other", 0, "07000000", false);
    row("OpenBSD loopback", 108, "00000018", true);
    row("raw", 101, "", true);
    row("raw of BSD", 12, "", true);
    row("IPv4", 228, "", true);
    row("IPv6", 229, "", true);
    row("Linux cooked", 113, "00000304000600000000000000000800", true);
    row("Linux cooked, other", 113, "0000030400060000000000000000 0806", false);
    row("Linux cooked 2", 276, "0800000000000001030400060000000000000000", true);
    row("Linux cooked 2, VLAN", 276, "810000000000000103040006000000000000000000070800", true);
}

void IpPacketTest::findsIpOnEveryLink()
{
    QFETCH(const int, linkType);
    QFETCH(const QByteArray, header);
    QFETCH(const bool, isIp);
    const Buffer packet = buffer(header) + kPayload;
    capture::Bytes ip;
    const auto type = static_cast<std::uint32_t>(linkType);
    const capture::LinkResult result = capture::findIp(type, packet, ip);
    QVERIFY(result == (isIp ? capture::LinkResult::Ip : capture::LinkResult::Other));
    QVERIFY(!isIp || Buffer(ip.begin(), ip.end()) == kPayload);
    for (qsizetype length = 0; length < header.size(); ++length) {
        const Buffer cut = buffer(header.left(length));
        QVERIFY(capture::findIp(type, cut, ip) == capture::LinkResult::Cut);
    }
    QVERIFY(capture::findIp(9999, packet, ip) == capture::LinkResult::Unknown);
}

void IpPacketTest::readsEveryHeader_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QString>("source");
    const auto v4 = [](const char* name, const Ipv4Fields& fields) {
        QTest::newRow(name) << array(ipv4Packet(kPayload, fields)) << QStringLiteral("10.0.0.1");
    };
    const auto v6 = [](const char* name, std::uint8_t first, const char* extensions) {
        QTest::newRow(name) << array(ipv6Packet(kPayload, 6, first, fromHex(extensions)))
                            << QStringLiteral("2001:db8::1");
    };
    v4("IPv4", {});
    v4("IPv4 with options", {.optionBytes = 40});
    QTest::newRow("IPv4, padding of Ethernet behind it")
        << array(ipv4Packet(kPayload) + Buffer(18, 0)) << QStringLiteral("10.0.0.1");
    Buffer offloaded = ipv4Packet(kPayload);
    offloaded[2] = offloaded[3] = 0;
    QTest::newRow("IPv4, no length") << array(offloaded) << QStringLiteral("10.0.0.1");
    v6("IPv6", 6, "");
    v6("IPv6, hop by hop", 0, "0600000000000000");
    v6("IPv6, destination options of 16 bytes", 60, "06010000000000000000000000000000");
    v6("IPv6, routing and authentication",
       43,
       "3300000000000000"
       "0601000000000000"
       "00000000");
    v6("IPv6, a fragment that is whole", 44, "0600000000000001");
}

void IpPacketTest::readsEveryHeader()
{
    QFETCH(const QByteArray, packet);
    QFETCH(const QString, source);
    std::string fault;
    const Buffer bytes = buffer(packet);
    const auto ip = capture::readIp(bytes, fault);
    QVERIFY2(ip.has_value(), fault.c_str());
    QCOMPARE(QString::fromStdString(ip->source.text()), source);
    QCOMPARE(ip->protocol, capture::kTcp);
    QVERIFY(!ip->isFragment);
    QCOMPARE(array(Buffer(ip->payload.begin(), ip->payload.end())), array(kPayload));
}

void IpPacketTest::namesFaults_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QString>("fault");
    QTest::newRow("nothing") << QByteArray()
                             << QStringLiteral("expected 1 byte at offset 0, 0 there");
    QTest::newRow("version 7") << QByteArray::fromHex(
        "7500") << QStringLiteral("expected version 4 or 6 of IP at offset 0, 7 there");
    QTest::newRow("IPv4, cut") << array(ipv4Packet({})).left(10)
                               << QStringLiteral("expected 20 bytes at offset 0, 10 there");
    QTest::newRow("IPv4, short header")
        << QByteArray::fromHex("44") + array(ipv4Packet({})).mid(1)
        << QStringLiteral("expected an IPv4 header of at least 20 bytes at offset 0, 16 announced");
    QTest::newRow("IPv4, short packet")
        << QByteArray::fromHex("45000013") + array(ipv4Packet({})).mid(4)
        << QStringLiteral("expected an IPv4 packet of at least 20 bytes at offset 2, 19 announced");
    QTest::newRow("IPv6, cut") << array(ipv6Packet({}, 6, 6, {})).left(39)
                               << QStringLiteral("expected 40 bytes at offset 0, 39 there");
    QTest::newRow("IPv6, extension beyond the end")
        << array(ipv6Packet({}, 6, 0, fromHex("0609000000000000")))
        << QStringLiteral("expected an IPv6 extension header to end before offset 48");
}

void IpPacketTest::namesFaults()
{
    QFETCH(const QByteArray, packet);
    QFETCH(const QString, fault);
    std::string found;
    const Buffer bytes = buffer(packet);
    QVERIFY(!capture::readIp(bytes, found));
    QCOMPARE(QString::fromStdString(found), fault);
}

void IpPacketTest::addressesAsText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* bytes, const char* text) {
        QTest::newRow(text) << QByteArray::fromHex(bytes) << QString::fromLatin1(text);
    };
    row("7f000001", "127.0.0.1:443");
    row("00000000000000000000000000000000", "[::]:443");
    row("00000000000000000000000000000001", "[::1]:443");
    row("fe800000000000000000000000000000", "[fe80::]:443");
    row("20010db8000000000001000000000001", "[2001:db8::1:0:0:1]:443");
    row("20010db8000000010001000100010001", "[2001:db8:0:1:1:1:1:1]:443");
    row("20010db8000100000000000000000abc", "[2001:db8:1::abc]:443");
}

void IpPacketTest::addressesAsText()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, text);
    const capture::Endpoint end {capture::Address::from(samples::span(bytes)), 443};
    QCOMPARE(QString::fromStdString(end.text()), text);
}

void IpPacketTest::putsFragmentsTogether_data()
{
    QTest::addColumn<QString>("order"); ///< indices of the fragments 0 to 2 as they come
    QTest::addColumn<bool>("whole");
    QTest::addColumn<int>("faults");
    QTest::newRow("in order") << QStringLiteral("012") << true << 0;
    QTest::newRow("the last first") << QStringLiteral("210") << true << 0;
    QTest::newRow("one twice") << QStringLiteral("0112") << true << 0;
    QTest::newRow("one is missing") << QStringLiteral("02") << false << 1;
    QTest::newRow("overlap") << QStringLiteral("031") << false << 2;
}

void IpPacketTest::putsFragmentsTogether()
{
    QFETCH(const QString, order);
    QFETCH(const bool, whole);
    QFETCH(const int, faults);
    const Buffer all = kPayload + kPayload + kPayload;
    constexpr std::uint16_t kMore = 0x2000;
    capture::FaultLog log;
    capture::IpFragments fragments(log);
    std::optional<Buffer> result;
    for (const QChar letter : order) {
        const auto index = static_cast<std::size_t>(letter.digitValue());
        const bool isOverlap = index == 3;
        const std::size_t at = isOverlap ? 0 : index;
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at * 8);
        const Buffer packet
            = ipv4Packet(Buffer(begin, begin + (isOverlap ? 16 : 8)),
                         {.identification = 7,
                          .fragment = static_cast<std::uint16_t>(at | (index == 2 ? 0 : kMore))});
        std::string fault;
        const auto ip = capture::readIp(packet, fault);
        QVERIFY(ip && ip->isFragment);
        if (const auto datagram = fragments.add(*ip, 24)) {
            result = Buffer(datagram->payload.begin(), datagram->payload.end());
        }
    }
    fragments.finish();
    QCOMPARE(result.has_value(), whole);
    QVERIFY(!whole || *result == all);
    QCOMPARE(static_cast<int>(log.faults().size()), faults);
}

void IpPacketTest::fragmentsAreBounded()
{
    capture::FaultLog log;
    capture::IpFragments fragments(log);
    constexpr std::uint16_t kCount = 200;
    for (std::uint16_t id = 0; id < kCount; ++id) {
        const Buffer packet = ipv4Packet(kPayload, {.identification = id, .fragment = 0x2000});
        std::string fault;
        fragments.add(*capture::readIp(packet, fault), id);
    }
    QCOMPARE(log.faults().size(), kCount - capture::IpFragments::kMostDatagrams);
    QCOMPARE(
        log.faults()[0].text,
        std::string("expected all fragments of an IP datagram (unknown bytes), 8 bytes there"));
}

void IpPacketTest::everyCutAndChange()
{
    const std::vector<Buffer> packets {
        ipv4Packet(kPayload, {.optionBytes = 8, .identification = 1, .fragment = 0x2000}),
        ipv6Packet(kPayload,
                   6,
                   0,
                   fromHex("2c00000000000000"
                           "0600000100000001"))};
    for (const Buffer& packet : packets) {
        samples::disfigure(array(packet), [](wire::Bytes bytes) {
            capture::FaultLog log;
            capture::IpFragments fragments(log);
            std::string fault;
            if (const auto ip = capture::readIp(bytes, fault)) {
                QVERIFY(ip->payload.size() <= bytes.size());
                fragments.add(*ip, 0);
            } else {
                QVERIFY(!fault.empty());
            }
        });
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::IpPacketTest)
#include "ip_packet_test.moc"
