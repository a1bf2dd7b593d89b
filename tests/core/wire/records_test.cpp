#include "core/wire/client_hello.h"
#include "core/wire/decode.h"
#include "tests/core/wire/samples.h"
#include "tests/core/wire/tree_invariants.h"
#include "tests/core/wire/tree_text.h"

#include <QtTest>

#include <algorithm>

using namespace workbench::wire;

namespace {

/// "record:client_hello record:alert": the records and what stands in each.
QString outline(const FieldTree& tree)
{
    QStringList records;
    for (const Field record : tree.root().children()) {
        QString text = QString::fromStdString(std::string(record.name()));
        for (const Field child : record.children()) {
            const std::string name(child.name());
            if (child.hasChildren() || child.note() != Note::None || name == "undecoded") {
                text += QLatin1Char(':') + QString::fromStdString(name);
            }
        }
        records += text;
    }
    return records.join(QLatin1Char(' '));
}

QByteArray bigEndian(int value, int width)
{
    QByteArray bytes;
    for (int index = width - 1; index >= 0; --index) {
        bytes += static_cast<char>(value >> (index * 8));
    }
    return bytes;
}

QByteArray tlsRecord(int type, const QByteArray& content, int version = 0x0303)
{
    return bigEndian(type, 1) + bigEndian(version, 2) + bigEndian(int(content.size()), 2) + content;
}

QByteArray dtlsRecord(int number, const QByteArray& content, int epoch = 0)
{
    return bigEndian(22, 1) + bigEndian(0xfefd, 2) + bigEndian(epoch, 2) + bigEndian(0, 2)
        + bigEndian(number, 4) + bigEndian(int(content.size()), 2) + content;
}

/// A piece of a DTLS message that has the header of the whole one.
QByteArray fragment(const QByteArray& message, int offset, int length)
{
    return message.left(6) + bigEndian(offset, 3) + bigEndian(length, 3)
        + message.mid(12 + offset, length);
}

FieldTree decoded(const QByteArray& bytes, DecodeContext context = {})
{
    return decodeRecords(samples::span(bytes), context);
}

} // namespace

class RecordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStreamIsWithoutFault_data();
    void everyStreamIsWithoutFault();
    void survivesDisfiguredStreams_data();
    void survivesDisfiguredStreams();
    void showsWhatIsInEachRecord_data();
    void showsWhatIsInEachRecord();
    void joinsMessagesAcrossRecords_data();
    void joinsMessagesAcrossRecords();
    void showsTheBeginningOfAMessage();
    void learnsFromTheServerHello();
    void knowsWhatIsEncrypted();
    void checksTheLengthOfRecords_data();
    void checksTheLengthOfRecords();
    void joinsFragmentsOfDatagrams();
    void allocatesNothingForAnnouncements();
    void readsUnifiedHeaders();
    void readsSslv2();
    void stopsAtWhatIsNoRecord();
};

void RecordsTest::everyStreamIsWithoutFault_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const auto& stream : samples::streams()) {
        QTest::newRow(qPrintable(stream.name)) << stream.bytes;
    }
}

void RecordsTest::everyStreamIsWithoutFault()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(bytes.size() > 4);
    const FieldTree tree = decoded(bytes);
    const std::string text = samples::treeText(tree.root());
    QVERIFY2(tree.faultyFields().empty(), text.c_str());
    QVERIFY2(text.find("undecoded") == std::string::npos, text.c_str());
    QCOMPARE(samples::brokenInvariant(tree), std::string());
}

void RecordsTest::survivesDisfiguredStreams_data()
{
    everyStreamIsWithoutFault_data();
}

void RecordsTest::survivesDisfiguredStreams()
{
    QFETCH(QByteArray, bytes);
    samples::disfigure(bytes.left(1500), [](Bytes changed) {
        DecodeContext context;
        const FieldTree tree = decodeRecords(changed, context);
        const std::string broken = samples::brokenInvariant(tree);
        QCOMPARE(broken, std::string());
    });
}

void RecordsTest::showsWhatIsInEachRecord_data()
{
    QTest::addColumn<QString>("stream");
    QTest::addColumn<QString>("expected");
    QTest::newRow("TLS 1.3 client") << "python-tls13 client"
                                    << "record:client_hello record record:encrypted_record";
    QTest::newRow("TLS 1.3 server") << "openssl-refused server"
                                    << "record";
    QTest::newRow("TLS 1.2 client")
        << "node-tls12 client"
        << "record:client_hello record:client_key_exchange record record:encrypted_handshake "
           "record:encrypted_alert";
    QTest::newRow("SSL 2") << "hand-made-sslv2 client"
                           << "sslv2_record:client_hello sslv2_record:client_master_key";
    QTest::newRow("SSL 2 error") << "hand-made-sslv2-error server"
                                 << "sslv2_record:error";
}

void RecordsTest::showsWhatIsInEachRecord()
{
    QFETCH(QString, stream);
    QFETCH(QString, expected);
    QCOMPARE(outline(decoded(samples::stream(stream))), expected);
}

void RecordsTest::joinsMessagesAcrossRecords_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 2, 3, 4, 5, 7, 50, 100, 1000}) {
        QTest::newRow(qPrintable(QString::number(size))) << size;
    }
}

void RecordsTest::joinsMessagesAcrossRecords()
{
    QFETCH(int, size);
    const auto whole = samples::readConversation(samples::folder("messages/rfc8448-section-3.txt"));
    const QByteArray flight
        = whole.messages.at(0).bytes + whole.messages.at(2).bytes + whole.messages.at(4).bytes;
    QByteArray records;
    for (qsizetype at = 0; at < flight.size(); at += size) {
        records += tlsRecord(22, flight.mid(at, size));
    }
    const FieldTree tree = decoded(records, samples::contextOf(whole));
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    QCOMPARE(samples::brokenInvariant(tree), std::string());
    for (const int number : {0, 2, 4}) {
        const QByteArray bytes = whole.messages.at(number).bytes;
        const FieldTree alone
            = decodeHandshakeMessage(samples::span(bytes), samples::contextOf(whole));
        bool found = false;
        for (std::uint32_t index = 0; index < tree.fieldCount(); ++index) {
            const Field field = tree.at(index);
            const Bytes there = field.bytes();
            found = found
                || (field.name() == alone.root().name()
                    && std::equal(
                        there.begin(),
                        there.end(),
                        bytes.begin(),
                        bytes.end(),
                        [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }));
        }
        QVERIFY(found);
    }
}

void RecordsTest::showsTheBeginningOfAMessage()
{
    const QByteArray hello = samples::handshake("rfc8448-section-3", 1);
    const FieldTree tree = decoded(tlsRecord(22, hello.left(100)));
    QCOMPARE(tree.sourceCount(), 2);
    const Field message = tree.root().find("client_hello");
    QVERIFY(message.isValid());
    QCOMPARE(message.note(), Note::Truncated);
    QCOMPARE(message.fault()->text(), std::string("expected 192 bytes at offset 4, 96 there"));
    QVERIFY(message.find("cipher_suites/cipher_suite").isValid());
}

void RecordsTest::learnsFromTheServerHello()
{
    const QByteArray hello = samples::handshake("tls12-dhe-rsa", 2);
    DecodeContext context;
    decodeRecords(samples::span(tlsRecord(22, hello)), context);
    QCOMPARE(int(context.version), 0x0303);
    QCOMPARE(int(context.cipherSuite), 0x009f);
    // The prime's parameters are read as such because the suite is known.
    const QByteArray exchange = samples::handshake("tls12-dhe-rsa", 12);
    const FieldTree tree = decoded(tlsRecord(22, hello) + tlsRecord(22, exchange));
    QVERIFY(tree.root().find("record/server_key_exchange/params/dh_p").isValid());
}

void RecordsTest::knowsWhatIsEncrypted()
{
    const QByteArray change = tlsRecord(20, QByteArray("\1", 1));
    const QByteArray finished = tlsRecord(22, QByteArray(40, 'x'));
    const QByteArray alert = tlsRecord(21, QByteArray(26, 'x'));
    DecodeContext tls12;
    tls12.version = 0x0303;
    QCOMPARE(outline(decoded(change + finished + alert, tls12)),
             QStringLiteral("record record:encrypted_handshake record:encrypted_alert"));
    // A second hello follows change_cipher_spec in clear, RFC 8446 §D.4.
    const QByteArray hello = tlsRecord(22, samples::handshake("rfc8448-section-5", 1));
    QCOMPARE(outline(decoded(hello + change + hello)),
             QStringLiteral("record:client_hello record record:client_hello"));
    const QByteArray data = tlsRecord(23, QByteArray(64, 'x'));
    QCOMPARE(outline(decoded(data)), QStringLiteral("record:encrypted_record"));
}

void RecordsTest::checksTheLengthOfRecords_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("most");
    QTest::newRow("in clear") << 22 << 0x0303 << 16384;
    QTest::newRow("TLS 1.2") << 23 << 0x0303 << 16384 + 2048;
    QTest::newRow("TLS 1.3") << 23 << 0x0304 << 16384 + 256;
}

void RecordsTest::checksTheLengthOfRecords()
{
    QFETCH(int, type);
    QFETCH(int, version);
    QFETCH(int, most);
    DecodeContext context;
    context.version = static_cast<std::uint16_t>(version);
    // key_update messages fill a handshake record evenly but for the last bytes.
    const FieldTree right = decoded(tlsRecord(type, QByteArray(most, '\0')), context);
    QVERIFY(right.root().firstChild().fault() == nullptr);
    const FieldTree wrong = decoded(tlsRecord(type, QByteArray(most + 1, '\0')), context);
    const Fault* fault = wrong.root().firstChild().fault();
    QVERIFY(fault != nullptr);
    QCOMPARE(fault->text(),
             QStringLiteral("expected at most %1 bytes at offset 5, %2 announced")
                 .arg(most)
                 .arg(most + 1)
                 .toStdString());
}

void RecordsTest::joinsFragmentsOfDatagrams()
{
    const auto whole = samples::readConversation(samples::folder("messages/dtls12.txt"));
    QByteArray certificate;
    for (const auto& message : whole.messages) {
        if (message.kind == "handshake" && message.bytes.at(0) == 11) {
            certificate = message.bytes;
        }
    }
    const int body = int(certificate.size()) - 12;
    // Out of order, one twice, two that overlap.
    const QByteArray records = dtlsRecord(1, fragment(certificate, 1000, body - 1000))
        + dtlsRecord(2, fragment(certificate, 0, 500))
        + dtlsRecord(3, fragment(certificate, 0, 500))
        + dtlsRecord(4, fragment(certificate, 400, 600));
    const FieldTree tree = decoded(records, samples::contextOf(whole));
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    QCOMPARE(samples::brokenInvariant(tree), std::string());
    QCOMPARE(tree.sourceCount(), 2);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(tree.source(1).data()),
                        qsizetype(tree.source(1).size())),
             certificate);
    // One in the middle is missing.
    const FieldTree incomplete = decoded(dtlsRecord(1, fragment(certificate, 1000, body - 1000))
                                             + dtlsRecord(2, fragment(certificate, 0, 500)),
                                         samples::contextOf(whole));
    QCOMPARE(samples::brokenInvariant(incomplete), std::string());
    QCOMPARE(incomplete.sourceCount(), 2);
    QCOMPARE(incomplete.source(1).size(), std::size_t(12 + 500));
    const auto faulty = incomplete.faultyFields();
    QVERIFY2(!faulty.empty(), samples::treeText(incomplete.root()).c_str());
    const QString text = QString::fromStdString(faulty.front().fault()->text());
    QCOMPARE(text, QStringLiteral("expected %1 bytes at offset 12, 500 there").arg(body));
}

void RecordsTest::allocatesNothingForAnnouncements()
{
    // 200 messages that claim 16 MB each and bring one byte.
    QByteArray records;
    for (int number = 0; number < 200; ++number) {
        const QByteArray header = bigEndian(11, 1) + bigEndian(0xffffff, 3) + bigEndian(number, 2)
            + bigEndian(0, 3) + bigEndian(1, 3);
        records += dtlsRecord(number, header + 'x');
    }
    const FieldTree tree = decoded(records);
    QVERIFY(tree.memoryBytes() < std::size_t(records.size()) * 60);
    for (int source = 1; source < tree.sourceCount(); ++source) {
        QCOMPARE(tree.source(source).size(), std::size_t(13));
    }
}

void RecordsTest::readsUnifiedHeaders()
{
    DecodeContext context;
    context.isDtls = true;
    // 001 0 1 1 10: two bytes of sequence, a length, epoch 2; then one with neither.
    const QByteArray records
        = QByteArray::fromHex("2e12340003aabbcc") + QByteArray::fromHex("2256ddee");
    const FieldTree tree = decoded(records, context);
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    QCOMPARE(outline(tree), QStringLiteral("record:encrypted_record record:encrypted_record"));
    QCOMPARE(tree.root().find("record/sequence_number").valueText(), std::string("0x1234"));
}

void RecordsTest::readsSslv2()
{
    const FieldTree hello = decoded(samples::stream("hand-made-sslv2 client"));
    QCOMPARE(hello.root().find("sslv2_record/client_hello/cipher_specs/cipher_kind").valueText(),
             std::string("SSL_CK_RC4_128_WITH_MD5 (0x010080)"));
    const FieldTree answer = decoded(samples::stream("hand-made-sslv2 server"));
    QVERIFY(answer.root()
                .find("sslv2_record/server_hello/certificate/Certificate/tbsCertificate/subject")
                .isValid());
    const FieldTree padded = decoded(samples::stream("hand-made-sslv2-error client"));
    QCOMPARE(padded.root().find("sslv2_record/padding").range(), (ByteRange {12, 2}));
    const FieldTree error = decoded(samples::stream("hand-made-sslv2-error server"));
    QCOMPARE(error.root().find("sslv2_record/error/error_code").valueText(),
             std::string("no_cipher (0x0001)"));
}

void RecordsTest::stopsAtWhatIsNoRecord()
{
    const QByteArray alert = tlsRecord(21, QByteArray::fromHex("0246"));
    const FieldTree tree = decoded(alert + "HTTP/1.1 400 Bad Request\r\n");
    QCOMPARE(outline(tree), QStringLiteral("record record"));
    QCOMPARE(tree.root().firstChild().nextSibling().fault()->text(),
             std::string("expected a content type (20 to 26) at offset 7, 72 (0x48) there"));
}

QTEST_APPLESS_MAIN(RecordsTest)
#include "records_test.moc"
