#include "core/capture/input_kind.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench {

using namespace tests;

class InputKindTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recognizes_data();
    void recognizes();
    void everySampleIsMessages();
    void everyStreamIsRecords();
    void wordsAreReadBack();
};

void InputKindTest::recognizes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    const auto text = [](const char* name, const char* content, const char* word) {
        QTest::newRow(name) << QByteArray(content) << QString::fromLatin1(word);
    };
    const auto hex = [](const char* name, const char* digits, const char* word) {
        QTest::newRow(name) << QByteArray::fromHex(digits) << QString::fromLatin1(word);
    };
    text("digits", "16 03 01", "hex");
    text("digits that begin like DER", "30820122", "hex");
    text("PEM", "subject=x\n-----BEGIN CERTIFICATE-----\nMIIB", "certificate");
    text("openssl -debug with PEM in it", "write to 0x55\n-----BEGIN CERTIFICATE-----", "hex");
    hex("pcap", "d4c3b2a1", "pcap");
    hex("pcap, big endian", "a1b2c3d4", "pcap");
    hex("pcap, nanoseconds", "4d3cb2a1", "pcap");
    hex("pcap, nanoseconds, big endian", "a1b23c4d", "pcap");
    hex("pcapng", "0a0d0d0a", "pcapng");
    hex("record", "1603010200010001fc0303", "records");
    hex("record that is cut", "160301", "records");
    hex("alert", "15030100020228", "records");
    hex("DTLS record", "16fefd0000000000000000003601", "records");
    hex("SSL 2", "802e0100020015000000100100800200800300800400800500800600400700c0", "records");
    hex("client_hello", "010000060303aabbccdd", "messages");
    hex("client_hello that is cut", "0100020003030102", "messages");
    hex("server_hello_done", "0e000000", "messages");
    hex("two messages", "0e0000000b000003000000", "messages");
    hex("DTLS message", "0e0000000003000000000000", "messages");
    hex("DER", "3082010a3081b4", "certificate");
    hex("DER whose length is cut off", "308307163a", "");
    hex("nothing", "", "");
    hex("Ethernet of a loopback", "0000000000000000000000000800450000280000", "");
    hex("noise", "ff00ff00ff", "");
    hex("gzip", "1f8b0800000000000003", "");
}

void InputKindTest::recognizes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, word);
    const auto kind = capture::recognizeInput(samples::span(bytes), true);
    QCOMPARE(kind ? QString::fromLatin1(capture::toWord(*kind)) : QString(), word);
}

void InputKindTest::everySampleIsMessages()
{
    for (const samples::Conversation& conversation : samples::conversations()) {
        for (const samples::Message& message : conversation.messages) {
            if (message.kind != QLatin1String("handshake")) {
                continue;
            }
            const auto kind = capture::recognizeInput(samples::span(message.bytes), true);
            QVERIFY2(
                kind == capture::InputKind::Messages,
                (conversation.name.toUtf8() + ' ' + message.bytes.left(16).toHex()).constData());
            QVERIFY2(
                capture::isDtlsMessage(samples::span(message.bytes)) == conversation.dtls,
                (conversation.name.toUtf8() + ' ' + message.bytes.left(16).toHex()).constData());
        }
    }
}

void InputKindTest::everyStreamIsRecords()
{
    for (const samples::Stream& stream : samples::streams()) {
        QVERIFY2(capture::recognizeInput(samples::span(stream.bytes), true)
                     == capture::InputKind::Records,
                 qPrintable(stream.name));
    }
}

void InputKindTest::wordsAreReadBack()
{
    for (const char* word : {"hex", "records", "messages", "certificate", "pcap", "pcapng"}) {
        const auto kind = capture::inputKindFrom(word);
        QVERIFY(kind.has_value());
        QCOMPARE(capture::toWord(*kind), word);
    }
    QVERIFY(!capture::inputKindFrom("pcapn"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::InputKindTest)
#include "input_kind_test.moc"
