#include "core/wire/fingerprint.h"
#include "tests/core/wire/samples.h"

#include <QCryptographicHash>
#include <QtTest>

using namespace workbench::wire;

namespace {

std::string digest(std::string_view text, QCryptographicHash::Algorithm algorithm)
{
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    return QCryptographicHash::hash(bytes, algorithm).toHex().toStdString();
}

std::string sha256(std::string_view text)
{
    return digest(text, QCryptographicHash::Sha256);
}

std::string md5(std::string_view text)
{
    return digest(text, QCryptographicHash::Md5);
}

/// The example of the JA4 specification, with GREASE put in.
ClientHelloSummary chrome()
{
    ClientHelloSummary hello;
    hello.legacyVersion = 0x0303;
    hello.versions = {0x2a2a, 0x0304, 0x0303};
    hello.cipherSuites = {0x0a0a,
                          0x1301,
                          0x1302,
                          0x1303,
                          0xc02b,
                          0xc02f,
                          0xc02c,
                          0xc030,
                          0xcca9,
                          0xcca8,
                          0xc013,
                          0xc014,
                          0x009c,
                          0x009d,
                          0x002f,
                          0x0035};
    hello.extensions = {0x1a1a,
                        0x001b,
                        0x0000,
                        0x0033,
                        0x0010,
                        0x4469,
                        0x0017,
                        0x002d,
                        0x000d,
                        0x0005,
                        0x0023,
                        0x0012,
                        0x002b,
                        0xff01,
                        0x000b,
                        0x000a,
                        0x0015,
                        0xfafa};
    hello.signatureSchemes = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};
    hello.alpn = {"h2", "http/1.1"};
    hello.serverName = "example.org";
    return hello;
}

} // namespace

class FingerprintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesJa3();
    void makesJa3s();
    void makesJa4();
    void marksProtocolsInJa4_data();
    void marksProtocolsInJa4();
    void marksVersionsInJa4_data();
    void marksVersionsInJa4();
    void readsRealHellos();
};

void FingerprintTest::makesJa3()
{
    // The example of github.com/salesforce/ja3.
    ClientHelloSummary hello;
    hello.legacyVersion = 769;
    hello.cipherSuites = {47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4};
    hello.extensions = {0, 10, 11};
    hello.groups = {23, 24, 25};
    hello.pointFormats = {0};
    QCOMPARE(ja3Text(hello),
             std::string("769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0"));
    QCOMPARE(md5(ja3Text(hello)), std::string("ada70206e40642a3e4461f35503241d5"));
    hello.cipherSuites.insert(hello.cipherSuites.begin(), 0x0a0a);
    hello.extensions.push_back(0xfafa);
    hello.groups.insert(hello.groups.begin(), 0x3a3a);
    QCOMPARE(md5(ja3Text(hello)), std::string("ada70206e40642a3e4461f35503241d5"));
    ClientHelloSummary bare;
    bare.legacyVersion = 769;
    bare.cipherSuites = {4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99};
    QCOMPARE(md5(ja3Text(bare)), std::string("de350869b8c85de67a350c8d186f11e6"));
}

void FingerprintTest::makesJa3s()
{
    ServerHelloSummary hello;
    hello.legacyVersion = 769;
    hello.cipherSuite = 47;
    hello.extensions = {65281, 0, 11, 35, 5, 16};
    QCOMPARE(ja3sText(hello), std::string("769,47,65281-0-11-35-5-16"));
}

void FingerprintTest::makesJa4()
{
    QCOMPARE(ja4(chrome(), Carrier::Tcp, sha256),
             std::string("t13d1516h2_8daaf6152771_e5627efa2ab1"));
    QCOMPARE(ja4Raw(chrome(), Carrier::Quic),
             std::string("q13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,"
                         "c030,cca8,cca9_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,"
                         "0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601"));
    ClientHelloSummary nothing;
    nothing.legacyVersion = 0x0301;
    nothing.versions = {0x0301};
    QCOMPARE(ja4(nothing, Carrier::Tcp, sha256),
             std::string("t10i000000_000000000000_000000000000"));
    ClientHelloSummary many = chrome();
    many.cipherSuites.resize(120, 0x1301);
    QCOMPARE(ja4(many, Carrier::Tcp, sha256).substr(0, 10), std::string("t13d9916h2"));
}

void FingerprintTest::marksProtocolsInJa4_data()
{
    QTest::addColumn<QByteArray>("protocol");
    QTest::addColumn<QString>("mark");
    QTest::newRow("h2") << QByteArray("h2") << "h2";
    QTest::newRow("http/1.1") << QByteArray("http/1.1") << "h1";
    QTest::newRow("one letter") << QByteArray("x") << "xx";
    QTest::newRow("one byte") << QByteArray("\xab") << "ab";
    QTest::newRow("two bytes") << QByteArray("\xab\xcd") << "ad";
    QTest::newRow("letter and byte") << QByteArray("0\xab") << "3b";
    QTest::newRow("none") << QByteArray() << "00";
}

void FingerprintTest::marksProtocolsInJa4()
{
    QFETCH(QByteArray, protocol);
    QFETCH(QString, mark);
    ClientHelloSummary hello = chrome();
    hello.alpn = {protocol.toStdString()};
    QCOMPARE(QString::fromStdString(ja4Raw(hello, Carrier::Tcp)).mid(8, 2), mark);
}

void FingerprintTest::marksVersionsInJa4_data()
{
    QTest::addColumn<int>("legacy");
    QTest::addColumn<QList<int>>("versions");
    QTest::addColumn<QString>("mark");
    QTest::newRow("TLS 1.3") << 0x0303 << QList<int> {0x0303, 0x0304} << "13";
    QTest::newRow("TLS 1.2") << 0x0303 << QList<int> {0x0303} << "12";
    QTest::newRow("TLS 1.1") << 0x0302 << QList<int> {0x0302} << "11";
    QTest::newRow("SSL 3.0") << 0x0300 << QList<int> {0x0300} << "s3";
    QTest::newRow("DTLS 1.2") << 0xfefd << QList<int> {0xfefd} << "d2";
    QTest::newRow("DTLS 1.3") << 0xfefd << QList<int> {0xfefd, 0xfefc} << "d3";
    QTest::newRow("unknown") << 0x0999 << QList<int> {0x0999} << "00";
}

void FingerprintTest::marksVersionsInJa4()
{
    QFETCH(int, legacy);
    QFETCH(QList<int>, versions);
    QFETCH(QString, mark);
    ClientHelloSummary hello = chrome();
    hello.legacyVersion = std::uint16_t(legacy);
    hello.versions.assign(versions.begin(), versions.end());
    QCOMPARE(QString::fromStdString(ja4Raw(hello, Carrier::Tcp)).mid(1, 2), mark);
}

void FingerprintTest::readsRealHellos()
{
    const QByteArray bytes = samples::handshake("rfc8448-section-3", 1);
    const auto hello = summarizeClientHello(samples::span(bytes));
    QVERIFY(hello);
    QCOMPARE(ja3Text(*hello),
             std::string("771,4865-4867-4866,0-65281-10-35-51-43-13-45-28,"
                         "29-23-24-25-256-257-258-259-260,"));
    QCOMPARE(ja4(*hello, Carrier::Tcp, sha256).substr(0, 11), std::string("t13d030900_"));
    const QByteArray answer = samples::handshake("rfc8448-section-3", 2);
    QCOMPARE(ja3sText(*summarizeServerHello(samples::span(answer))), std::string("771,4865,51-43"));
}

QTEST_APPLESS_MAIN(FingerprintTest)
#include "fingerprint_test.moc"
