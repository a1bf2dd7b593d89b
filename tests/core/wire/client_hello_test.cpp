#include "core/wire/client_hello.h"
#include "core/wire/registry.h"
#include "tests/core/wire/samples.h"
#include "tests/core/wire/tree_text.h"

#include <QtTest>

using namespace workbench::wire;

namespace {

QByteArray bytesOf(const std::vector<std::uint8_t>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

ClientHello plainHello()
{
    ClientHello hello;
    hello.random = std::vector<std::uint8_t>(32, 'r');
    hello.cipherSuites = {0x1301, 0xc02f};
    return hello;
}

} // namespace

class ClientHelloTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhatItRead_data();
    void writesWhatItRead();
    void writesChangedParts();
    void makesExtensionsThatDecode();
    void writesEveryForm_data();
    void writesEveryForm();
    void refusesWhatDoesNotFit();
    void refusesWhatItCannotSay();
    void splitsIntoRecords();
    void survivesDisfiguredMessages();
};

void ClientHelloTest::writesWhatItRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("form");
    for (const auto& conversation : samples::conversations()) {
        int number = 0;
        for (const auto& message : conversation.messages) {
            if (message.kind == "handshake" && message.bytes.at(0) == 1) {
                const auto form
                    = conversation.dtls ? ClientHello::Form::Dtls : ClientHello::Form::Tls;
                QTest::newRow(qPrintable(conversation.name + QString::number(++number)))
                    << message.bytes << int(form);
            }
        }
    }
    for (const auto& stream : samples::streams()) {
        if (stream.name.endsWith("client") && stream.bytes.at(0) == 22) {
            const int length = quint8(stream.bytes[3]) << 8 | quint8(stream.bytes[4]);
            QTest::newRow(qPrintable(stream.name))
                << stream.bytes.mid(5, length) << int(ClientHello::Form::Tls);
        } else if (stream.name.endsWith("client") && (stream.bytes.at(0) & 0x80) != 0) {
            const int length = quint8(stream.bytes[1]);
            QTest::newRow(qPrintable(stream.name))
                << stream.bytes.left(length + 2) << int(ClientHello::Form::Sslv2);
        }
    }
}

void ClientHelloTest::writesWhatItRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, form);
    const auto hello = readClientHello(samples::span(bytes), ClientHello::Form(form));
    QVERIFY(hello);
    QVERIFY(!hello->cipherSuites.empty());
    const auto written = writeClientHello(*hello);
    QVERIFY(written);
    QCOMPARE(bytesOf(*written), bytes);
}

void ClientHelloTest::writesChangedParts()
{
    const QByteArray bytes = samples::handshake("tls13", 1);
    auto hello = readClientHello(samples::span(bytes), ClientHello::Form::Tls);
    QVERIFY(hello && hello->extensions);
    hello->cipherSuites = {0x1303};
    hello->extensions->push_back({0x1234, {1, 2, 3}});
    const auto written = writeClientHello(*hello);
    QVERIFY(written);
    const FieldTree tree = decodeHandshakeMessage(*written, {});
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    QCOMPARE(tree.root().find("cipher_suites").childCount(), std::size_t(2)); // and the length
    QCOMPARE(tree.root().find("extensions/extension/extension_data").valueText(),
             std::string("010203"));
    QCOMPARE(readClientHello(*written, ClientHello::Form::Tls), hello);
}

void ClientHelloTest::makesExtensionsThatDecode()
{
    ClientHello hello = plainHello();
    hello.extensions = {serverNameExtension("example.org"),
                        supportedGroupsExtension({0x001d, 0x11ec}),
                        ecPointFormatsExtension({0}),
                        signatureAlgorithmsExtension({0x0403, 0x0804}),
                        alpnExtension({"h2", "http/1.1"}),
                        supportedVersionsExtension({0x0304, 0x0303}),
                        keyShareExtension({{0x001d, std::vector<std::uint8_t>(32, 'k')}}),
                        pskKeyExchangeModesExtension({1}),
                        statusRequestExtension(),
                        renegotiationInfoExtension(),
                        emptyExtension(23),
                        paddingExtension(10)};
    const auto written = writeClientHello(hello);
    QVERIFY(written);
    const FieldTree tree = decodeHandshakeMessage(*written, {});
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    const auto value = [&tree](const char* path) {
        const Field field = tree.root().find(std::string("extensions/") + path);
        return field.isValid() ? field.valueText() : std::string("missing");
    };
    QCOMPARE(value("server_name/server_name_list/server_name/host_name"),
             std::string("example.org"));
    QCOMPARE(value("supported_groups/named_group_list"), std::string("2 items"));
    QCOMPARE(value("ec_point_formats/ec_point_format_list/ec_point_format"),
             std::string("uncompressed (0)"));
    QCOMPARE(value("signature_algorithms/supported_signature_algorithms/signature_scheme"),
             std::string("ecdsa_secp256r1_sha256 (0x0403)"));
    QCOMPARE(value("application_layer_protocol_negotiation/protocol_name_list/protocol_name"),
             std::string("h2"));
    QCOMPARE(value("supported_versions/versions/version"), std::string("TLS 1.3 (0x0304)"));
    QCOMPARE(value("key_share/client_shares/key_share_entry/key_exchange"),
             std::string("6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b"));
    QCOMPARE(value("psk_key_exchange_modes/ke_modes/ke_mode"), std::string("psk_dhe_ke (1)"));
    QCOMPARE(value("status_request/status_type"), std::string("ocsp (1)"));
    QCOMPARE(value("renegotiation_info/length"), std::string("1"));
    QCOMPARE(value("padding/padding"), std::string("00000000000000000000"));
}

void ClientHelloTest::writesEveryForm_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<int>("version");
    for (const int version : {0x0300, 0x0301, 0x0302, 0x0303}) {
        QTest::newRow(versionName(std::uint16_t(version)).c_str())
            << int(ClientHello::Form::Tls) << version;
    }
    for (const int version : {0xfeff, 0xfefd}) {
        QTest::newRow(versionName(std::uint16_t(version)).c_str())
            << int(ClientHello::Form::Dtls) << version;
    }
    for (const int version : {0x0002, 0x0301}) {
        QTest::newRow(qPrintable("SSL 2 form of " + QString::number(version, 16)))
            << int(ClientHello::Form::Sslv2) << version;
    }
}

void ClientHelloTest::writesEveryForm()
{
    QFETCH(int, form);
    QFETCH(int, version);
    ClientHello hello = plainHello();
    hello.form = ClientHello::Form(form);
    hello.version = std::uint16_t(version);
    if (hello.form == ClientHello::Form::Sslv2) {
        hello.cipherSuites = {0x010080, 0x00002f};
        hello.compressionMethods.clear();
    } else if (hello.form == ClientHello::Form::Dtls) {
        hello.cookie = {1, 2, 3};
        hello.messageSequence = 1;
    }
    const auto written = writeClientHello(hello);
    QVERIFY(written);
    QCOMPARE(readClientHello(*written, hello.form), std::optional(hello));
    DecodeContext context;
    context.isDtls = hello.form == ClientHello::Form::Dtls;
    const FieldTree tree = hello.form == ClientHello::Form::Sslv2
        ? decodeRecords(*written, context)
        : decodeHandshakeMessage(*written, context);
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
}

void ClientHelloTest::refusesWhatDoesNotFit()
{
    ClientHello hello = plainHello();
    hello.random.pop_back();
    QVERIFY(!writeClientHello(hello));
    hello = plainHello();
    hello.sessionId.resize(256);
    QVERIFY(!writeClientHello(hello));
    hello = plainHello();
    hello.cipherSuites = {0x010080};
    QVERIFY(!writeClientHello(hello));
    hello = plainHello();
    hello.cipherSuites.resize(0x8000);
    QVERIFY(!writeClientHello(hello));
    hello = plainHello();
    hello.extensions = {{1, std::vector<std::uint8_t>(0x10000)}};
    QVERIFY(!writeClientHello(hello));
    hello = plainHello();
    hello.form = ClientHello::Form::Sslv2;
    hello.cipherSuites.resize(0x3000);
    QVERIFY(!writeClientHello(hello));
    // As much as there can be.
    hello = plainHello();
    hello.cipherSuites.resize(0x7fff);
    QVERIFY(writeClientHello(hello));
}

void ClientHelloTest::refusesWhatItCannotSay()
{
    const QByteArray bytes = samples::handshake("tls13", 1);
    QVERIFY(!readClientHello(samples::span(bytes.chopped(1)), ClientHello::Form::Tls));
    QVERIFY(!readClientHello(samples::span(bytes + 'x'), ClientHello::Form::Tls));
    QVERIFY(!readClientHello(samples::span(bytes), ClientHello::Form::Dtls));
    QVERIFY(!readClientHello(samples::span(bytes), ClientHello::Form::Sslv2));
    QVERIFY(
        !readClientHello(samples::span(samples::handshake("tls13", 2)), ClientHello::Form::Tls));
}

void ClientHelloTest::splitsIntoRecords()
{
    ClientHello hello = plainHello();
    hello.extensions = {paddingExtension(40000)};
    const auto written = writeClientHello(hello);
    QVERIFY(written);
    const std::vector<std::uint8_t> records = inRecords(*written, 0x0301);
    constexpr std::size_t kThreeHeaders = 15;
    QCOMPARE(records.size(), written->size() + kThreeHeaders);
    DecodeContext context;
    const FieldTree tree = decodeRecords(records, context);
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    QCOMPARE(bytesOf({tree.source(1).begin(), tree.source(1).end()}), bytesOf(*written));
}

void ClientHelloTest::survivesDisfiguredMessages()
{
    for (const char* name : {"tls13", "rfc8448-section-4", "hand-made-tls13", "ssl3"}) {
        samples::disfigure(samples::handshake(QString::fromLatin1(name), 1), [](Bytes bytes) {
            for (const auto form :
                 {ClientHello::Form::Tls, ClientHello::Form::Dtls, ClientHello::Form::Sslv2}) {
                const auto hello = readClientHello(bytes, form);
                const auto written = hello ? writeClientHello(*hello) : std::nullopt;
                // What can be read at all comes back byte by byte.
                QVERIFY(
                    !written
                    || std::equal(written->begin(), written->end(), bytes.begin(), bytes.end()));
            }
        });
    }
}

QTEST_APPLESS_MAIN(ClientHelloTest)
#include "client_hello_test.moc"
