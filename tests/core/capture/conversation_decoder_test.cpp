#include "core/capture/conversation_decoder.h"
#include "tests/core/capture/capture_builder.h"
#include "tests/core/wire/samples.h"

#include <QTest>

namespace workbench {

using namespace tests;
using capture::Side;

namespace {

/// What a decoder found, a word a record: "c:client_hello", "s:*23" for an encrypted one.
struct Found
{
    QStringList words;
    QString ends;
    std::vector<std::uint64_t> offsets;
    bool isEnded = false;
    capture::FaultLog faults;

    QString text() const { return words.join(QLatin1Char(' ')); }

    QString fault(std::size_t index) const
    {
        return index < faults.faults().size() ? QString::fromStdString(faults.faults()[index].text)
                                              : QString();
    }
};

class FoundSink : public capture::RecordSink
{
public:
    explicit FoundSink(Found& found)
        : m_found(found)
    { }

    void begin(const std::optional<capture::ConversationEnds>& ends) override
    {
        m_found.ends = ends ? QString::fromStdString(ends->client.text()) : QStringLiteral("none");
    }

    void record(const capture::DecodedRecord& record) override
    {
        QString word = !record.from        ? QStringLiteral("?:")
            : *record.from == Side::Client ? QStringLiteral("c:")
                                           : QStringLiteral("s:");
        if (record.isEncrypted) {
            word += QStringLiteral("*%1").arg(record.contentType);
        }
        QStringList types;
        for (const capture::DecodedMessage& message : record.messages) {
            types.append(QString::fromStdString(message.type));
        }
        m_found.words.append(word + types.join(QLatin1Char('+')));
        m_found.offsets.push_back(record.offset);
    }

    void end() override { m_found.isEnded = true; }

    std::size_t memoryBytes() const override { return 0; }

private:
    Found& m_found;
};

capture::ConversationEnds ends(bool isOpeningSeen, bool isDatagrams = false)
{
    const auto address = capture::Address::from(fromHex("0a000001"));
    return {.client = {address, 5000},
            .server = {address, 443},
            .isDatagrams = isDatagrams,
            .isOpeningSeen = isOpeningSeen,
            .startNs = 0};
}

/// A whole conversation, its bytes handed over in pieces of that size.
void talk(Found& found, const QString& name, std::size_t piece, bool isOpeningSeen = true)
{
    capture::ConversationDecoder decoder(
        ends(isOpeningSeen), std::make_unique<FoundSink>(found), found.faults, nullptr);
    for (const Side side : {Side::Client, Side::Server}) {
        const QByteArray stream = samples::stream(
            name + (side == Side::Client ? QStringLiteral(" client") : QStringLiteral(" server")));
        for (qsizetype at = 0; at < stream.size(); at += static_cast<qsizetype>(piece)) {
            const QByteArray part = stream.mid(at, static_cast<qsizetype>(piece));
            decoder.read(side, samples::span(part), 0);
        }
    }
    decoder.end();
}

QString alone(const QByteArray& bytes, Found& found)
{
    capture::ConversationDecoder decoder(std::make_unique<FoundSink>(found), found.faults, nullptr);
    decoder.read(Side::Client, samples::span(bytes), 0);
    decoder.end();
    return found.text();
}

const QByteArray kRecord = QByteArray::fromHex("1703030003aabbcc");

} // namespace

class ConversationDecoderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPieceSizeGivesTheSame();
    void everyStreamIsDecoded();
    void rolesAreFoundOut();
    void startTls();
    void helloRequestAtTheBeginning();
    void captureFromTheMiddle();
    void gapInsideEncryptedData();
    void gapBetweenRecords();
    void faultsOfAFile_data();
    void faultsOfAFile();
    void sslv2();
    void datagrams();
    void messageAcrossRecords();
    void notTls();
    void everyCutAndChange();
};

void ConversationDecoderTest::everyPieceSizeGivesTheSame()
{
    Found whole;
    talk(whole, QStringLiteral("python-tls13"), 100'000);
    QVERIFY(whole.isEnded);
    QCOMPARE(whole.ends, QStringLiteral("10.0.0.1:5000"));
    QVERIFY(whole.text().startsWith(QStringLiteral("c:client_hello c:change_cipher_spec c:*23")));
    QVERIFY(whole.text().contains(QStringLiteral("s:server_hello s:change_cipher_spec s:*23")));
    for (const std::size_t piece : {1, 2, 3, 4, 5, 6, 7, 13, 100, 517, 1448}) {
        Found found;
        talk(found, QStringLiteral("python-tls13"), piece);
        QCOMPARE(found.text(), whole.text());
        QVERIFY(found.offsets == whole.offsets);
        QCOMPARE(found.faults.faults().size(), std::size_t(0));
    }
}

void ConversationDecoderTest::everyStreamIsDecoded()
{
    for (const char* name : {"python-tls13",
                             "node-tls12",
                             "node-tls13",
                             "gnutls-tls10",
                             "gnutls-tls12",
                             "gnutls-tls13",
                             "gnutls-tls12-small-fragments",
                             "openssl-refused"}) {
        Found found;
        talk(found, QString::fromLatin1(name), 100);
        QVERIFY2(found.text().contains(QStringLiteral("client_hello")), name);
        QVERIFY2(found.faults.faults().empty(), qPrintable(found.fault(0)));
    }
}

void ConversationDecoderTest::rolesAreFoundOut()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(false), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray server = samples::stream(QStringLiteral("node-tls12 server"));
    decoder.read(Side::Client, samples::span(server), 0); // taken for the client's
    decoder.end();
    QCOMPARE(found.ends, QStringLiteral("10.0.0.1:443"));
    QVERIFY(found.text().startsWith(QStringLiteral("s:server_hello")));
}

void ConversationDecoderTest::startTls()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray greeting("220 mail.example ESMTP\r\n");
    const QByteArray command("STARTTLS\r\n");
    const QByteArray hello = samples::stream(QStringLiteral("python-tls13 client"));
    decoder.read(Side::Server, samples::span(greeting), 0);
    decoder.read(Side::Client, samples::span(command), 0);
    QVERIFY(!decoder.hasRecords());
    decoder.read(Side::Client, samples::span(hello), 0);
    decoder.end();
    QVERIFY(found.text().startsWith(QStringLiteral("c:client_hello")));
    QCOMPARE(found.offsets[0], std::uint64_t(10));
}

/// RFC 5246 §7.4.1.1: the server may send it at any time, so also first.
void ConversationDecoderTest::helloRequestAtTheBeginning()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray request = QByteArray::fromHex("160303000400000000");
    const QByteArray server = samples::stream(QStringLiteral("node-tls12 server"));
    decoder.read(Side::Server, samples::span(request), 0);
    decoder.read(Side::Server, samples::span(server), 0);
    decoder.end();
    QVERIFY2(found.text().startsWith(QStringLiteral("s:hello_request s:server_hello")),
             qPrintable(found.text()));
}

void ConversationDecoderTest::captureFromTheMiddle()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(false), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray tail = QByteArray::fromHex("0102030405060708"); // of a record
    decoder.read(Side::Client, samples::span(tail), 0);
    decoder.read(Side::Client, samples::span(kRecord), 0);
    // An encrypted handshake message must not be read as one in clear.
    const QByteArray encrypted = QByteArray::fromHex("16030300050200000102");
    decoder.read(Side::Client, samples::span(encrypted), 0);
    decoder.end();
    QCOMPARE(found.text(), QStringLiteral("c:*23 c:*22"));
}

void ConversationDecoderTest::gapInsideEncryptedData()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray begin = kRecord.left(6);
    decoder.read(Side::Client, samples::span(begin), 0);
    decoder.gap(Side::Client, 1);
    const QByteArray rest = kRecord.right(1) + kRecord;
    decoder.read(Side::Client, samples::span(rest), 0);
    decoder.end();
    QCOMPARE(found.text(), QStringLiteral("c:*23 c:*23"));
    QCOMPARE(found.offsets[1], std::uint64_t(8));
    QCOMPARE(found.fault(0), QStringLiteral("1 byte at offset 6 were not captured"));
}

void ConversationDecoderTest::gapBetweenRecords()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    decoder.read(Side::Client, samples::span(kRecord), 0);
    decoder.gap(Side::Client, 1000);
    const QByteArray middle = QByteArray::fromHex("001122334455");
    decoder.read(Side::Client, samples::span(middle), 0);
    decoder.read(Side::Client, samples::span(kRecord), 0);
    decoder.end();
    QCOMPARE(found.text(), QStringLiteral("c:*23 c:*23"));
    QCOMPARE(found.offsets[1], std::uint64_t(8 + 1000 + 6));
}

void ConversationDecoderTest::faultsOfAFile_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("records");
    QTest::addColumn<QString>("fault");
    const QByteArray hello = samples::stream(QStringLiteral("python-tls13 client"));
    QTest::newRow("cut in the header")
        << hello.left(3) << QStringLiteral("?:")
        << QStringLiteral("length: expected 2 bytes at offset 3, 0 there");
    QTest::newRow("cut in the message")
        << hello.left(100) << QStringLiteral("c:client_hello")
        << QStringLiteral("record: expected 517 bytes at offset 0, 100 there");
    QTest::newRow("no record")
        << kRecord + QByteArray("HTTP") << QStringLiteral("?:*23")
        << QStringLiteral("expected a content type (20 to 26) at offset 8, 72 there: the records "
                          "after it cannot be found");
    QTest::newRow("encrypted record that is cut")
        << kRecord.left(6) << QStringLiteral("?:*23")
        << QStringLiteral("expected 2 bytes at offset 6, 0 there");
    QTest::newRow("record that is too long")
        << QByteArray::fromHex("1703034801") + QByteArray(0x4801, 'x') << QStringLiteral("?:*23")
        << QStringLiteral("expected at most 18432 bytes at offset 3, 18433 announced");
    QTest::newRow("alert") << QByteArray::fromHex("15030100020228")
                           << QStringLiteral("?:handshake_failure") << QString();
    QTest::newRow("heartbeat that asks for more than it has")
        << QByteArray::fromHex("1803010003014000") << QStringLiteral("?:heartbeat")
        << QStringLiteral("payload: expected 16384 bytes at offset 8, 0 there");
}

void ConversationDecoderTest::faultsOfAFile()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, records);
    QFETCH(const QString, fault);
    Found found;
    QCOMPARE(alone(bytes, found), records);
    QCOMPARE(found.fault(0), fault);
}

void ConversationDecoderTest::sslv2()
{
    Found found;
    talk(found, QStringLiteral("hand-made-sslv2"), 7);
    QVERIFY2(found.text().startsWith(QStringLiteral("c:client_hello")), qPrintable(found.text()));
    QVERIFY2(found.text().contains(QStringLiteral("s:server_hello")), qPrintable(found.text()));
}

void ConversationDecoderTest::datagrams()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(false, true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const auto all
        = samples::readConversation(samples::folder(QStringLiteral("messages/dtls12.txt")));
    std::uint64_t number = 0;
    for (const samples::Message& message : all.messages) {
        if (message.kind != QLatin1String("handshake")) {
            continue;
        }
        const Buffer datagram = Writer()
                                    .number(22, 1)
                                    .number(0xfefd, 2)
                                    .number(number++, 8)
                                    .number(static_cast<std::uint64_t>(message.bytes.size()), 2)
                                    .bytes(samples::span(message.bytes))
                                    .result();
        decoder.read(message.fromClient ? Side::Client : Side::Server, datagram, 0);
    }
    decoder.end();
    QVERIFY2(found.text().startsWith(
                 QStringLiteral("c:client_hello s:hello_verify_request c:client_hello")),
             qPrintable(found.text()));
    QVERIFY2(found.faults.faults().empty(), qPrintable(found.fault(0)));
}

void ConversationDecoderTest::messageAcrossRecords()
{
    const QByteArray hello = samples::handshake(QStringLiteral("rfc8448-section-3"), 1);
    const auto record = [](const QByteArray& content) {
        return QByteArray::fromHex("160301")
            + QByteArray::fromHex(QByteArray::number(content.size(), 16).rightJustified(4, '0'))
            + content;
    };
    Found found;
    QCOMPARE(alone(record(hello.left(50)) + record(hello.mid(50)), found),
             QStringLiteral("?: c:client_hello"));
    Found cut;
    QCOMPARE(alone(record(hello.left(50)), cut), QStringLiteral("?: c:client_hello"));
    QVERIFY2(cut.fault(0).contains(QStringLiteral("expected 192 bytes")), qPrintable(cut.fault(0)));
}

void ConversationDecoderTest::notTls()
{
    Found found;
    capture::ConversationDecoder decoder(
        ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
    const QByteArray request("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
    decoder.read(Side::Client, samples::span(request), 0);
    decoder.gap(Side::Server, 10);
    decoder.end();
    QVERIFY(!decoder.hasRecords() && !found.isEnded);
    QVERIFY(found.faults.faults().empty());
}

void ConversationDecoderTest::everyCutAndChange()
{
    const QByteArray client = samples::stream(QStringLiteral("node-tls12 client"));
    samples::disfigure(client.left(400), [](wire::Bytes bytes) {
        Found found;
        capture::ConversationDecoder decoder(
            ends(true), std::make_unique<FoundSink>(found), found.faults, nullptr);
        const std::size_t half = bytes.size() / 2;
        decoder.read(Side::Client, bytes.first(half), 0);
        decoder.read(Side::Client, bytes.subspan(half), 0);
        decoder.end();
        QCOMPARE(found.isEnded, decoder.hasRecords());
    });
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConversationDecoderTest)
#include "conversation_decoder_test.moc"
