#include "core/wire/field_format.h"
#include "tests/core/wire/samples.h"

#include <QtTest>

using namespace workbench::wire;

namespace {

using workbench::wire::Format;

QByteArray hex(const char* digits)
{
    return QByteArray::fromHex(digits);
}

void row(const char* name, Format format, const QByteArray& bytes, const char* text)
{
    QTest::newRow(name) << int(format) << bytes << QString::fromUtf8(text);
}

void plainRows()
{
    row("number", Format::Unsigned, hex("0100"), "256");
    row("large number", Format::Unsigned, hex("ffffffffffffffff"), "18446744073709551615");
    row("hexadecimal", Format::Hex, hex("00ff"), "0x00ff");
    row("bytes", Format::Raw, hex("00ff"), "00ff");
    row("text", Format::Text, "h2", "h2");
    row("UTF-8", Format::Text, "grün", "grün");
    row("no UTF-8", Format::Text, "a\xff\n", "a\\xff\\x0a");
    // NOLINTNEXTLINE(misc-misleading-bidirectional): it is the case
    row("turned direction", Format::Text, "a\xe2\x80\xae\xc3\xa4", "a\\xe2\\x80\\xae\xc3\xa4");
    row("C1 control", Format::Text, "a\xc2\x9b", "a\\xc2\\x9b");
    row("surrogate", Format::Text, "\xed\xa0\x80", R"(\xed\xa0\x80)");
    row("overlong", Format::Text, "\xc0\x80\xe0\x80\x80", R"(\xc0\x80\xe0\x80\x80)");
    row("emoji", Format::Text, "\xf0\x9f\x94\x92", "🔒");
    row("nothing", Format::Text, "", "");
    row("suite", Format::CipherSuite, hex("1301"), "TLS_AES_128_GCM_SHA256 (0x1301)");
    row("unknown suite", Format::CipherSuite, hex("1234"), "0x1234");
    row("GREASE", Format::Group, hex("0a0a"), "GREASE (0x0a0a)");
    row("message", Format::HandshakeType, hex("01"), "client_hello (1)");
    row("unknown message", Format::HandshakeType, hex("63"), "unknown (99)");
    row("alert", Format::AlertDescription, hex("28"), "handshake_failure (40)");
    row("alert named so", Format::AlertDescription, hex("30"), "unknown_ca (48)");
    row("unknown alert", Format::AlertDescription, hex("ff"), "unknown (255)");
    row("small enumeration", Format::NameType, hex("00"), "host_name (0)");
    row("unknown in it", Format::NameType, hex("07"), "unknown (7)");
    row("wide enumeration", Format::HpkeKem, hex("0020"), "DHKEM(X25519, HKDF-SHA256) (0x0020)");
    row("QUIC number", Format::QuicInteger, hex("80007530"), "30000");
    row("QUIC parameter", Format::QuicParameter, hex("4011"), "version_information (17)");
    row("QUIC GREASE", Format::QuicParameter, hex("1b"), "GREASE (27)");
    row("seconds", Format::Seconds, hex("00001c20"), "7200 s");
    row("time", Format::UnixSeconds, hex("00000000"), "1970-01-01 00:00:00 UTC");
    row("leap day", Format::UnixSeconds, hex("5e59b8ff"), "2020-02-29 01:06:07 UTC");
    row("milliseconds",
        Format::UnixMilliseconds,
        hex("0000018bcfe56800"),
        "2023-11-14 22:13:20 UTC");
    row("time far away",
        Format::UnixMilliseconds,
        hex("ffffffffffffffff"),
        "18446744073709551 s since 1970");
    row("OID", Format::Oid, hex("2a864886f70d010101"), "rsaEncryption (1.2.840.113549.1.1.1)");
}

void derRows()
{
    row("OID without name", Format::Oid, hex("8837"), "2.999");
    row("OID cut off", Format::Oid, hex("2a86"), "2a86");
    row("OID too large", Format::Oid, hex("ffffffffffffffffffffff7f"), "ffffffffffffffffffffff7f");
    row("integer", Format::Integer, hex("010001"), "65537");
    row("negative", Format::Integer, hex("ff"), "0xff");
    row("large integer", Format::Integer, hex("0102030405060708"), "0x0102030405060708");
    row("true", Format::Boolean, hex("ff"), "true");
    row("false", Format::Boolean, hex("00"), "false");
    row("UTCTime", Format::DerTime, "260101000000Z", "2026-01-01 00:00:00 UTC");
    row("UTCTime of the last century", Format::DerTime, "991231235959Z", "1999-12-31 23:59:59 UTC");
    row("GeneralizedTime", Format::DerTime, "20500101000000Z", "2050-01-01 00:00:00 UTC");
    row("time with a zone", Format::DerTime, "260101000000+0100", "260101000000+0100");
    row("BMPString", Format::DerText, hex("004800e420ac"), "Hä€");
    row("IPv4", Format::Address, hex("7f000001"), "127.0.0.1");
    row("IPv4 with mask", Format::Address, hex("0a000000ff000000"), "10.0.0.0/255.0.0.0");
    row("IPv6", Format::Address, hex("20010db8000000000000000000000001"), "2001:db8::1");
    row("IPv6 unspecified", Format::Address, hex("00000000000000000000000000000000"), "::");
    row("IPv6 whole", Format::Address, hex("00010002000300040005000600070008"), "1:2:3:4:5:6:7:8");
    row("IPv6 zero at the end", Format::Address, hex("00010000000000000000000000000000"), "1::");
    row("IPv6 one zero group",
        Format::Address,
        hex("00010000000300040005000600070008"),
        "1:0:3:4:5:6:7:8");
    row("no address", Format::Address, hex("0102"), "0102");
    row("key usage", Format::KeyUsage, hex("05a0"), "digitalSignature, keyEncipherment");
    row("ninth bit", Format::KeyUsage, hex("070080"), "decipherOnly");
    row("feature", Format::TlsFeature, hex("05"), "status_request (5)");
    row("unknown feature", Format::TlsFeature, hex("63"), "99");
    row("name",
        Format::DistinguishedName,
        hex("310b30090603550406130244453111300f060355040313084c2c20236c3b2020"),
        R"(CN=L\, #l\; \ , C=DE)");
    row("name with its SEQUENCE",
        Format::DistinguishedName,
        hex("300d310b3009060355040613024445"),
        "C=DE");
    row("name cut off", Format::DistinguishedName, hex("310b3009060355040613024445310f"), "C=DE");
    row("two in one",
        Format::DistinguishedName,
        hex("3116300906035504061302444530090603550403130241420000").left(24),
        "C=DE+CN=AB");
}

} // namespace

class FieldFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesValues_data();
    void writesValues();
    void cutsLongValues();
    void survivesAnything();
};

void FieldFormatTest::writesValues_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    plainRows();
    derRows();
}

void FieldFormatTest::writesValues()
{
    QFETCH(int, format);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatValue(Format(format), samples::span(bytes), 1000)), text);
}

void FieldFormatTest::cutsLongValues()
{
    const QByteArray bytes(100, 'x');
    QCOMPARE(formatValue(Format::Text, samples::span(bytes), 5), std::string("xxxxx…"));
    QCOMPARE(formatValue(Format::Text, samples::span(bytes), 100), std::string(100, 'x'));
    // Not in the middle of a character.
    QCOMPARE(formatValue(Format::Text, samples::span(QByteArray("aäöü")), 2), std::string("a…"));
}

void FieldFormatTest::survivesAnything()
{
    const QByteArray bytes
        = QByteArray::fromHex("310b3009060355040613024445") + QByteArray(30, '\xfe');
    samples::disfigure(bytes, [](Bytes changed) {
        for (int format = 0; format <= int(Format::X509Version); ++format) {
            const std::string text = formatValue(Format(format), changed, 200);
            QVERIFY(text.size() <= 203);
        }
    });
}

QTEST_APPLESS_MAIN(FieldFormatTest)
#include "field_format_test.moc"
