#include "core/certificates/key_material.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"
#include "tests/support/test_pki.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

using namespace tests;

namespace {

/// What a finished run of the program left.
struct Run
{
    int status = -1;
    QByteArray output;
    QByteArray errors;

    QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }

    /// "client_hello change_cipher_spec" of all conversations; "*" for an encrypted record.
    QString types() const
    {
        QStringList words;
        for (const auto& conversation : json().value("conversations").toArray()) {
            for (const auto& record : conversation.toObject().value("records").toArray()) {
                for (const auto& message : record.toObject().value("messages").toArray()) {
                    words.append(message.toObject().value("type").toString());
                }
                if (record.toObject().value("encrypted").toBool()) {
                    words.append(QStringLiteral("*"));
                }
            }
        }
        return words.join(QLatin1Char(' '));
    }

    QJsonObject record(int index) const
    {
        const QJsonArray conversations = json().value("conversations").toArray();
        return conversations.at(0).toObject().value("records").toArray().at(index).toObject();
    }

    QString fault() const
    {
        return json().value("faults").toArray().at(0).toObject().value("text").toString();
    }
};

QByteArray array(const Buffer& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

/// A capture of one TCP connection that carries the recorded streams.
Buffer capturedConversation(const QString& name)
{
    const auto stream = [&](const char* who) {
        const QByteArray bytes = samples::stream(name + QLatin1Char(' ') + QLatin1String(who));
        return Buffer(bytes.begin(), bytes.end());
    };
    const auto frame = [](bool isReversed, const TcpFields& fields, const Buffer& payload) {
        return ethernetFrame(ipv4Packet(isReversed ? tcpSegment(443, 5000, fields, payload)
                                                   : tcpSegment(5000, 443, fields, payload),
                                        {.isReversed = isReversed}));
    };
    return pcapFile({frame(false, {.sequence = 0, .flags = kSyn}, {}),
                     frame(true, {.sequence = 0, .flags = kSyn | kAck}, {}),
                     frame(false, {.sequence = 1}, stream("client")),
                     frame(true, {.sequence = 1}, stream("server"))});
}

} // namespace

/// `decode` as a script uses it.
class DecodeCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyForm_data();
    void everyForm();
    void captureWithBothEnds();
    void standardInput();
    void textForPeople();
    void certificates();
    void opensslMessages();
    void nothingOfTlsIsStatus1_data();
    void nothingOfTlsIsStatus1();
    void wrongUsageIsStatus2_data();
    void wrongUsageIsStatus2();
    void unreadableFilesAreStatus3();
    void helpSaysTheStatuses();
    void everyCutOfACapture();

private:
    static Run run(const QStringList& arguments, const QByteArray& input = {});
    Run decode(const QByteArray& content, const QStringList& options = {}) const;

    QTemporaryDir m_folder;
};

Run DecodeCommandTest::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start(QStringLiteral(PROGRAM), QStringList {QStringLiteral("decode")} + arguments);
    process.write(input);
    process.closeWriteChannel();
    constexpr int kLongest = 30'000;
    process.waitForFinished(kLongest);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(),
            process.readAllStandardError()};
}

Run DecodeCommandTest::decode(const QByteArray& content, const QStringList& options) const
{
    QFile file(m_folder.filePath(QStringLiteral("input")));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        return {};
    }
    file.close();
    return run(QStringList {file.fileName(), QStringLiteral("--format"), QStringLiteral("json")}
               + options);
}

void DecodeCommandTest::everyForm_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("types");
    const auto row
        = [](const char* name, const QByteArray& content, const char* input, const char* types) {
              QTest::newRow(name) << content << QString::fromLatin1(input)
                                  << QString::fromLatin1(types);
          };
    const char* client = "client_hello change_cipher_spec *";
    const QByteArray records = samples::stream(QStringLiteral("python-tls13 client"));
    const QByteArray message = samples::handshake(QStringLiteral("tls12-rsa"), 1);
    const QByteArray older = samples::handshake(QStringLiteral("tls12-rsa"), 2)
        + samples::handshake(QStringLiteral("tls12-rsa"), 11);
    const QByteArray dtls = samples::handshake(QStringLiteral("dtls12"), 1);
    row("records", records, "records", client);
    row("records as digits", records.toHex(), "hex", client);
    row("records as digits with colons", records.toHex(':'), "hex", client);
    row("a message", message, "messages", "client_hello");
    row("messages", older, "messages", "server_hello certificate");
    row("messages as digits", older.toHex(' '), "hex", "server_hello certificate");
    row("a DTLS message", dtls, "messages", "client_hello");
    row("SSL 2",
        samples::stream(QStringLiteral("hand-made-sslv2-to-tls client")),
        "records",
        "client_hello");
    row("capture",
        array(capturedConversation(QStringLiteral("openssl-refused"))),
        "pcap",
        "client_hello protocol_version");
    row("capture as digits",
        array(capturedConversation(QStringLiteral("openssl-refused"))).toHex(),
        "hex",
        "client_hello protocol_version");
    const Buffer section = pcapngSection(true) + pcapngInterface(true, 101);
    const Buffer segment = tcpSegment(5000, 443, {}, fromHex("15030100020228"));
    row("pcapng",
        array(section + pcapngSimple(true, ipv4Packet(segment))),
        "pcapng",
        "handshake_failure");
    row("a packet as Wireshark copies it",
        "0000  " + array(ethernetFrame(ipv4Packet(segment))).toHex(' ') + "\n",
        "hex",
        "handshake_failure");
}

void DecodeCommandTest::everyForm()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, input);
    QFETCH(const QString, types);
    const Run result = decode(content);
    QVERIFY2(result.status == 0, result.errors.constData());
    QCOMPARE(result.json().value("schema").toString(), QStringLiteral("tls-workbench/decode/1"));
    QCOMPARE(result.json().value("input").toString(), input);
    QCOMPARE(result.types(), types);
    QCOMPARE(result.json().value("faults").toArray().size(), 0);
    if (input != QStringLiteral("hex")) {
        // Said instead of seen: the same.
        const Run forced = decode(content, {QStringLiteral("--as"), input});
        QCOMPARE(forced.output, result.output);
    }
}

void DecodeCommandTest::captureWithBothEnds()
{
    const Run result = decode(array(capturedConversation(QStringLiteral("python-tls13"))));
    QCOMPARE(result.status, 0);
    const QJsonObject conversation
        = result.json().value("conversations").toArray().at(0).toObject();
    QCOMPARE(conversation.value("client").toString(), QStringLiteral("10.0.0.1:5000"));
    QCOMPARE(conversation.value("server").toString(), QStringLiteral("10.0.0.2:443"));
    const QJsonObject record = result.record(0);
    QCOMPARE(record.value("direction").toString(), QStringLiteral("client"));
    QCOMPARE(record.value("content_type").toString(), QStringLiteral("handshake"));
    QCOMPARE(record.value("record_version").toString(), QStringLiteral("0x0301"));
    QCOMPARE(record.value("offset").toInt(-1), 0);
    QCOMPARE(record.value("length").toInt(), 512);
    QCOMPARE(record.value("encrypted").toBool(true), false);
    const QJsonObject hello = record.value("messages").toArray().at(0).toObject();
    QCOMPARE(hello.value("length").toInt(), 512);
    QVERIFY(hello.value("hex").toString().startsWith(QStringLiteral("010001fc0303396c")));
    const QJsonObject version = hello.value("fields").toArray().at(2).toObject();
    QCOMPARE(version.value("name").toString(), QStringLiteral("legacy_version"));
    QCOMPARE(version.value("offset").toInt(), 4);
    QVERIFY(result.types().contains(QStringLiteral("server_hello")));
    QCOMPARE(result.json().value("conversations").toArray().size(), 1);
}

void DecodeCommandTest::standardInput()
{
    const QByteArray capture = array(capturedConversation(QStringLiteral("openssl-refused")));
    const Run result
        = run({QStringLiteral("-"), QStringLiteral("--format"), QStringLiteral("json")}, capture);
    QVERIFY2(result.status == 0, result.errors.constData());
    QCOMPARE(result.types(), QStringLiteral("client_hello protocol_version"));
}

void DecodeCommandTest::textForPeople()
{
    const QByteArray capture = array(capturedConversation(QStringLiteral("python-tls13")));
    const Run result = run({QStringLiteral("-")}, capture);
    QCOMPARE(result.status, 0);
    for (const char* line :
         {"10.0.0.1:5000 → 10.0.0.2:443, TCP\n",
          "  client: handshake, TLS 1.0, 512 bytes at offset 0\n",
          "    client_hello, 512 bytes\n",
          "       4  legacy_version: TLS 1.2 (0x0303)\n",
          "  client: application_data, TLS 1.2, 69 bytes at offset 523, encrypted\n"}) {
        QVERIFY2(result.output.contains(line), line);
    }
    QVERIFY(!result.output.contains('\x1b'));
}

void DecodeCommandTest::certificates()
{
    TestPki pki;
    const KeyMaterial server = pki.server();
    const QByteArray der = toDer(server.certificate.get());
    const QByteArray pem = "subject=/CN=x\n-----BEGIN CERTIFICATE-----\n" + der.toBase64()
        + "\n-----END CERTIFICATE-----\n";
    for (const auto& [content, count] :
         {std::pair(der, 1), std::pair(pem, 1), std::pair(pem + pem, 2)}) {
        const Run result = decode(content);
        QVERIFY2(result.status == 0, result.errors.constData());
        QCOMPARE(result.json().value("input").toString(), QStringLiteral("certificate"));
        const QJsonArray found = result.json().value("certificates").toArray();
        QCOMPARE(found.size(), count);
        QCOMPARE(found.at(0).toObject().value("hex").toString(), QString::fromLatin1(der.toHex()));
        QVERIFY(!found.at(0).toObject().value("fields").toArray().isEmpty());
    }
}

void DecodeCommandTest::opensslMessages()
{
    const QByteArray hello = samples::handshake(QStringLiteral("tls12-rsa"), 1).toHex(' ');
    const QByteArray length = QByteArray::number((hello.size() + 1) / 3, 16);
    const Run result
        = decode("<<< TLS 1.0, RecordHeader [length 0005]\n    16 03 01 00 04\n"
                 "<<< TLS 1.2, Handshake [length "
                 + length + "], ClientHello\n    " + hello
                 + "\n>>> TLS 1.2, Alert [length 0002], fatal handshake_failure\n    02 28\n");
    QCOMPARE(result.types(), QStringLiteral("client_hello handshake_failure"));
    QCOMPARE(result.record(0).value("direction").toString(), QStringLiteral("client"));
    QCOMPARE(result.record(1).value("direction").toString(), QStringLiteral("server"));
}

void DecodeCommandTest::nothingOfTlsIsStatus1_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("fault");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("the input is empty");
    QTest::newRow("no digits") << QByteArray(
        "hello") << QStringLiteral("line 1, column 1: “h” is not a hexadecimal digit");
    QTest::newRow("noise") << QByteArray::fromHex("ff00ff")
                           << QStringLiteral("expected hexadecimal text, records or messages of "
                                             "TLS, a certificate or a capture at "
                                             "offset 0, none of them there");
    QTest::newRow("capture that is cut")
        << array(pcapFile({})).left(10)
        << QStringLiteral("expected 24 bytes at offset 0, 10 there");
    QTest::newRow("capture without packets") << array(pcapFile({})) << QString();
    QTest::newRow("digits of something else")
        << QByteArray("ffff")
        << QStringLiteral(
               "expected a record, a message or a certificate at offset 0, none of them there");
}

void DecodeCommandTest::nothingOfTlsIsStatus1()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, fault);
    const Run result = decode(content);
    QCOMPARE(result.status, 1);
    QVERIFY(result.errors.contains("nothing of TLS"));
    QCOMPARE(result.fault(), fault);
    QCOMPARE(result.json().value("conversations").toArray().size(), 0);
}

void DecodeCommandTest::wrongUsageIsStatus2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("no file") << QStringList() << QByteArray("No file");
    QTest::newRow("two files") << QStringList {QStringLiteral("a"), QStringLiteral("b")}
                               << QByteArray("b");
    QTest::newRow("kind") << QStringList {QStringLiteral("a"),
                                          QStringLiteral("--as"),
                                          QStringLiteral("mp3")}
                          << QByteArray("mp3");
    QTest::newRow("option") << QStringList {QStringLiteral("a"), QStringLiteral("--frob")}
                            << QByteArray("frob");
    QTest::newRow("format") << QStringList {QStringLiteral("a"),
                                            QStringLiteral("--format"),
                                            QStringLiteral("xml")}
                            << QByteArray("xml");
}

void DecodeCommandTest::wrongUsageIsStatus2()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, named);
    const Run result = run(arguments);
    QCOMPARE(result.status, 2);
    QVERIFY2(result.errors.contains(named), result.errors.constData());
    QVERIFY(result.output.isEmpty());
}

void DecodeCommandTest::unreadableFilesAreStatus3()
{
    for (const QString& path : {m_folder.filePath(QStringLiteral("missing")), m_folder.path()}) {
        const Run result = run({path, QStringLiteral("--format"), QStringLiteral("json")});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.errors.contains(path.toUtf8()), result.errors.constData());
        QCOMPARE(result.json().value("schema").toString(), QStringLiteral("tls-workbench/fault/1"));
    }
}

void DecodeCommandTest::helpSaysTheStatuses()
{
    const Run result = run({QStringLiteral("--help")});
    QCOMPARE(result.status, 0);
    for (const char* word : {"FILE", "--as", "pcapng", "1 nothing of TLS was found"}) {
        QVERIFY2(result.output.contains(word), word);
    }
}

void DecodeCommandTest::everyCutOfACapture()
{
    const QByteArray whole = array(capturedConversation(QStringLiteral("openssl-refused")));
    constexpr qsizetype kStep = 37; // a process each
    for (qsizetype length = 0; length < whole.size(); length += kStep) {
        const Run result = decode(whole.left(length));
        QVERIFY(result.status == 0 || result.status == 1);
        QVERIFY(!result.json().isEmpty());
        const bool isBetweenPackets = result.json().value("faults").toArray().isEmpty();
        QVERIFY(!isBetweenPackets || length == 24 || length > 24 + 16);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::DecodeCommandTest)
#include "decode_command_test.moc"
