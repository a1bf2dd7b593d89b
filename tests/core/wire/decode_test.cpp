#include "core/wire/decode.h"
#include "tests/core/wire/expected_fields.h"
#include "tests/core/wire/samples.h"
#include "tests/core/wire/tree_invariants.h"
#include "tests/core/wire/tree_text.h"

#include <QtTest>

#include <algorithm>

using namespace workbench::wire;

Q_DECLARE_METATYPE(samples::Conversation)

namespace {

std::optional<std::vector<std::uint8_t>>
inflate(std::uint16_t algorithm, Bytes compressed, std::size_t length)
{
    if (algorithm != 1) {
        return std::nullopt;
    }
    // Qt wants the length in front.
    QByteArray data(4, '\0');
    for (int index = 0; index < 4; ++index) {
        data[index] = static_cast<char>(length >> ((3 - index) * 8));
    }
    data.append(reinterpret_cast<const char*>(compressed.data()),
                static_cast<qsizetype>(compressed.size()));
    const QByteArray plain = qUncompress(data);
    return std::vector<std::uint8_t>(plain.begin(), plain.end());
}

/// Gives as many bytes as were announced, so that a changed length is decoded all the same.
std::optional<std::vector<std::uint8_t>> repeat(std::uint16_t, Bytes compressed, std::size_t length)
{
    std::vector<std::uint8_t> bytes(length);
    for (std::size_t index = 0; index < length && !compressed.empty(); ++index) {
        bytes[index] = compressed[index % compressed.size()];
    }
    return bytes;
}

FieldTree decodeSample(const QString& conversation, int number)
{
    const auto whole
        = samples::readConversation(samples::folder("messages/" + conversation + ".txt"));
    const samples::Message& message = whole.messages.at(number);
    DecodeContext context = samples::contextOf(whole);
    context.decompress = inflate;
    return samples::decode(message, samples::span(message.bytes), context);
}

} // namespace

class DecodeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySampleIsWithoutFault_data();
    void everySampleIsWithoutFault();
    void everyBeginningKeepsItsFields_data();
    void everyBeginningKeepsItsFields();
    void survivesChangedBytes_data();
    void survivesChangedBytes();
    void saysWhatIsInside_data();
    void saysWhatIsInside();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void guessesWhatIsNotKnown_data();
    void guessesWhatIsNotKnown();
    void unpacksCertificates();
    void readsRawPublicKeys();
    void readsInnerPlaintext();
    void readsSeveralMessages();
    void findsTheInnermostField();
    void staysSmall();
};

void DecodeTest::everySampleIsWithoutFault_data()
{
    QTest::addColumn<samples::Conversation>("conversation");
    for (const auto& conversation : samples::conversations()) {
        QTest::newRow(qPrintable(conversation.name)) << conversation;
    }
}

void DecodeTest::everySampleIsWithoutFault()
{
    QFETCH(samples::Conversation, conversation);
    QVERIFY(!conversation.messages.isEmpty());
    for (const auto& message : conversation.messages) {
        const FieldTree tree = samples::decode(
            message, samples::span(message.bytes), samples::contextOf(conversation));
        const std::string text = samples::treeText(tree.root());
        QVERIFY2(tree.faultyFields().empty(), text.c_str());
        QVERIFY2(text.find("undecoded") == std::string::npos, text.c_str());
        QCOMPARE(samples::brokenInvariant(tree), std::string());
        QCOMPARE(std::size_t(tree.root().range().length), std::size_t(message.bytes.size()));
    }
}

void DecodeTest::everyBeginningKeepsItsFields_data()
{
    everySampleIsWithoutFault_data();
}

void DecodeTest::everyBeginningKeepsItsFields()
{
    QFETCH(samples::Conversation, conversation);
    const DecodeContext context = samples::contextOf(conversation);
    for (const auto& message : conversation.messages) {
        const FieldTree whole = samples::decode(message, samples::span(message.bytes), context);
        for (qsizetype length = 0; length < message.bytes.size(); ++length) {
            const std::vector<std::uint8_t> cut(message.bytes.begin(),
                                                message.bytes.begin() + length);
            const FieldTree tree = samples::decode(message, cut, context);
            QCOMPARE(samples::brokenInvariant(tree), std::string());
            // Large certificates: every beginning is decoded, every ninth compared.
            if (message.bytes.size() > 600 && length % 9 != 0) {
                continue;
            }
            const auto expected = samples::leavesUpTo(whole, static_cast<std::size_t>(length));
            const auto found = samples::leavesUpTo(tree, static_cast<std::size_t>(length));
            const bool kept
                = std::includes(found.begin(), found.end(), expected.begin(), expected.end());
            QVERIFY2(kept, samples::treeText(tree.root()).c_str());
        }
    }
}

void DecodeTest::survivesChangedBytes_data()
{
    everySampleIsWithoutFault_data();
}

void DecodeTest::survivesChangedBytes()
{
    QFETCH(samples::Conversation, conversation);
    DecodeContext context = samples::contextOf(conversation);
    context.decompress = repeat;
    for (const auto& message : conversation.messages) {
        std::vector<std::uint8_t> bytes(message.bytes.begin(), message.bytes.end());
        for (std::uint8_t& byte : bytes) {
            const std::uint8_t old = byte;
            for (const int value : {0x00, 0xff, old ^ 0x80, old + 1}) {
                byte = static_cast<std::uint8_t>(value);
                const FieldTree tree = samples::decode(message, bytes, context);
                QCOMPARE(samples::brokenInvariant(tree), std::string());
            }
            byte = old;
        }
    }
}

void DecodeTest::saysWhatIsInside_data()
{
    QTest::addColumn<QString>("conversation");
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    for (const samples::Inside& row : samples::kInside) {
        QString path = QString::fromLatin1(row.path);
        path.replace(QLatin1String("TBS"), QLatin1String(samples::kTbs));
        QTest::newRow(qPrintable(QStringLiteral("%1 %2 %3")
                                     .arg(QLatin1String(row.conversation))
                                     .arg(row.number)
                                     .arg(path)))
            << QString::fromLatin1(row.conversation) << row.number << path
            << QString::fromUtf8(row.value);
    }
}

void DecodeTest::saysWhatIsInside()
{
    QFETCH(QString, conversation);
    QFETCH(int, number);
    QFETCH(QString, path);
    QFETCH(QString, value);
    const FieldTree tree = decodeSample(conversation, number);
    const Field field = tree.root().find(path.toStdString());
    QVERIFY2(field.isValid(), samples::treeText(tree.root()).c_str());
    if (value.isEmpty()) {
        QVERIFY(field.range().length > 0);
    } else {
        QCOMPARE(QString::fromStdString(field.valueText()), value);
    }
}

void DecodeTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QStringList>("faults");
    const QByteArray random(32, 'r');
    const auto row = [](const char* name, const QByteArray& bytes, const QStringList& faults) {
        QTest::newRow(name) << bytes << faults;
    };
    const auto hex = [](const char* digits) { return QByteArray::fromHex(digits); };
    row("nothing", {}, {"msg_type: expected 1 byte at offset 0, 0 there"});
    row("header cut off", hex("0100"), {"length: expected 3 bytes at offset 1, 1 there"});
    row("body missing",
        hex("01000040"),
        {"client_hello: expected 64 bytes at offset 4, 0 there",
         "legacy_version: expected 2 bytes at offset 4, 0 there"});
    row("random cut off",
        hex("010000260303aabb"),
        {"client_hello: expected 38 bytes at offset 4, 4 there",
         "random: expected 32 bytes at offset 6, 2 there"});
    row("bytes after the message",
        hex("14000002aabbcc"),
        {"undecoded: expected the end at offset 6, 1 byte more there"});
    row("session id too long",
        hex("0100004a0303") + random + hex("21") + QByteArray(33, 's') + hex("000213010100"),
        {"legacy_session_id: expected at most 32 bytes at offset 39, 33 announced"});
    row("no suites",
        hex("010000270303") + random + hex("0000000100"),
        {"cipher_suites: expected at least 2 bytes at offset 39, 0 there"});
    row("half a suite",
        hex("0100002a0303") + random + hex("00000313011301000000").left(7) + hex("00"),
        {"cipher_suite: expected 2 bytes at offset 43, 1 there"});
    row("extension longer than the list",
        hex("010000310303") + random + hex("00000213010100") + hex("0006002b000a0203"),
        {"supported_versions: expected 14 bytes at offset 47, 6 there",
         "versions: expected 2 bytes at offset 52, 1 there",
         "version: expected 2 bytes at offset 52, 1 there"});
    row("bytes left in an extension",
        hex("08000008") + hex("0006002a0002aabb"),
        {"undecoded: expected the end at offset 10, 2 bytes more there"});
    row("curve type",
        hex("0c000005") + hex("0900170100"),
        {"curve: expected explicit_prime (1), explicit_char2 (2) or named_curve (3) at "
         "offset 5, 9 (0x09) there"});
    row("wrong tag",
        hex("0b00000b") + hex("0000080000053103020100"),
        {"Certificate: expected a SEQUENCE (0x30) at offset 10, 49 (0x31) there"});
    row("element longer than its parent",
        hex("0b00000b") + hex("0000080000053010020100"),
        {"Certificate: expected 18 bytes at offset 10, 5 there",
         "tbsCertificate: expected a SEQUENCE (0x30) at offset 12, 2 (0x02) there"});
}

void DecodeTest::saysWhatIsWrong()
{
    QFETCH(QByteArray, message);
    QFETCH(QStringList, faults);
    DecodeContext context;
    context.version = 0x0303;
    context.cipherSuite = 0xc02f;
    const FieldTree tree = decodeHandshakeMessage(samples::span(message), context);
    QStringList found;
    for (const Field field : tree.faultyFields()) {
        found += QString::fromStdString(std::string(field.name()) + ": " + field.fault()->text());
    }
    QCOMPARE(found, faults);
    QCOMPARE(samples::brokenInvariant(tree), std::string());
}

void DecodeTest::guessesWhatIsNotKnown_data()
{
    QTest::addColumn<QString>("conversation");
    for (const char* name : {"tls13",
                             "tls13-client-certificate",
                             "tls13-psk",
                             "tls12-ecdhe-rsa",
                             "tls12-ecdhe-ecdsa",
                             "tls12-dhe-rsa",
                             "tls12-rsa",
                             "tls12-resumption"}) {
        QTest::newRow(name) << name;
    }
}

void DecodeTest::guessesWhatIsNotKnown()
{
    QFETCH(QString, conversation);
    const auto whole
        = samples::readConversation(samples::folder("messages/" + conversation + ".txt"));
    for (const auto& message : whole.messages) {
        const FieldTree known
            = samples::decode(message, samples::span(message.bytes), samples::contextOf(whole));
        const FieldTree guessed = samples::decode(message, samples::span(message.bytes), {});
        QVERIFY(guessed.faultyFields().empty());
        if (message.bytes.at(0) != 16) { // an encrypted secret looks like any other
            QCOMPARE(samples::treeText(guessed.root()), samples::treeText(known.root()));
        }
    }
}

void DecodeTest::unpacksCertificates()
{
    const FieldTree tree = decodeSample("hand-made-tls13", 5);
    QCOMPARE(tree.sourceCount(), 2);
    const Field inner = tree.root().find("certificate");
    QVERIFY(inner.isValid());
    QCOMPARE(inner.source(), 1);
    QCOMPARE(inner.note(), Note::Inflated);
    QVERIFY(tree.faultyFields().empty());
    QVERIFY(inner.find("certificate_list/certificate_entry/cert_data/Certificate").isValid());

    const auto whole = samples::readConversation(samples::folder("messages/hand-made-tls13.txt"));
    QByteArray bytes = whole.messages.at(5).bytes;
    const FieldTree closed = decodeHandshakeMessage(samples::span(bytes), {});
    QCOMPARE(closed.root().find("compressed_certificate_message").note(), Note::NotInflated);
    bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 0x55); // its checksum
    DecodeContext context;
    context.decompress = inflate;
    const FieldTree broken = decodeHandshakeMessage(samples::span(bytes), context);
    QCOMPARE(broken.faultyFields().size(), std::size_t(1));
    QCOMPARE(broken.root().fault()->kind, Fault::Kind::Unpacking);
}

void DecodeTest::readsRawPublicKeys()
{
    const QByteArray key = QByteArray::fromHex("302a300506032b6570032100") + QByteArray(32, 'k');
    DecodeContext context;
    context.certificateType = 2;
    context.version = 0x0303;
    const QByteArray tls12 = QByteArray::fromHex("0b00002f00002c") + key;
    const FieldTree old = decodeHandshakeMessage(samples::span(tls12), context);
    QVERIFY2(old.faultyFields().empty(), samples::treeText(old.root()).c_str());
    QCOMPARE(old.root()
                 .find("subject_public_key_info/subjectPublicKeyInfo/algorithm/algorithm")
                 .valueText(),
             std::string("Ed25519 (1.3.101.112)"));
    context.version = 0x0304;
    const QByteArray tls13
        = QByteArray::fromHex("0b0000350000003100002c") + key + QByteArray::fromHex("0000");
    const FieldTree modern = decodeHandshakeMessage(samples::span(tls13), context);
    QVERIFY2(modern.root()
                 .find("certificate_list/certificate_entry/cert_data/subjectPublicKeyInfo")
                 .isValid(),
             samples::treeText(modern.root()).c_str());
}

void DecodeTest::readsInnerPlaintext()
{
    const QByteArray alert = QByteArray::fromHex("0228") + QByteArray::fromHex("15000000");
    const FieldTree tree = decodeInnerPlaintext(samples::span(alert), {});
    QCOMPARE(tree.root().find("alert/description").valueText(),
             std::string("handshake_failure (40)"));
    QCOMPARE(tree.root().find("type").valueText(), std::string("alert (21)"));
    QCOMPARE(tree.root().find("zeros").range(), (ByteRange {3, 3}));
    QCOMPARE(tree.root().find("zeros").note(), Note::Padding);

    const QByteArray zeros(5, '\0');
    const FieldTree nothing = decodeInnerPlaintext(samples::span(zeros), {});
    QCOMPARE(nothing.root().fault()->text(), std::string("expected 1 byte at offset 0, 0 there"));
}

void DecodeTest::readsSeveralMessages()
{
    // A whole flight in one piece, as one record of TLS 1.3 often holds it.
    const auto whole = samples::readConversation(samples::folder("messages/rfc8448-section-3.txt"));
    QByteArray flight;
    for (const int number : {2, 3, 4, 5}) {
        flight += whole.messages.at(number).bytes;
    }
    const FieldTree tree
        = decodeContent(ContentType::Handshake, samples::span(flight), samples::contextOf(whole));
    QStringList names;
    for (const Field child : tree.root().children()) {
        names += QString::fromUtf8(child.name().data(), qsizetype(child.name().size()));
    }
    QCOMPARE(
        names,
        (QStringList {"encrypted_extensions", "certificate", "certificate_verify", "finished"}));
    QVERIFY(tree.faultyFields().empty());
}

void DecodeTest::findsTheInnermostField()
{
    const FieldTree tree = decodeSample("rfc8448-section-3", 0);
    QCOMPARE(tree.innermostAt(0).name(), std::string_view("msg_type"));
    QCOMPARE(tree.innermostAt(4).name(), std::string_view("legacy_version"));
    QCOMPARE(tree.innermostAt(43).name(), std::string_view("cipher_suite"));
    QVERIFY(!tree.innermostAt(100000).isValid());
    QVERIFY(!tree.innermostAt(0, 1).isValid());
    // Every byte of a message without a fault belongs to something smaller than the message.
    for (std::uint32_t offset = 0; offset < tree.root().range().length; ++offset) {
        QVERIFY(tree.innermostAt(offset) != tree.root());
    }
    const FieldTree unpacked = decodeSample("hand-made-tls13", 5);
    QCOMPARE(unpacked.innermostAt(0, 1).name(), std::string_view("length"));
}

void DecodeTest::staysSmall()
{
    std::size_t input = 0;
    std::size_t memory = 0;
    for (const auto& conversation : samples::conversations()) {
        for (const auto& message : conversation.messages) {
            const FieldTree tree = samples::decode(
                message, samples::span(message.bytes), samples::contextOf(conversation));
            if (message.bytes.size() >= 16) {
                QVERIFY(tree.memoryBytes() <= std::size_t(message.bytes.size()) * 60);
            }
            input += std::size_t(message.bytes.size());
            memory += tree.memoryBytes();
        }
    }
    QVERIFY(memory <= input * 20);
    // The worst there can be: fields of one byte each.
    const QByteArray list = QByteArray::fromHex("080001060104002d0100ff") + QByteArray(255, '\1');
    const FieldTree worst = decodeHandshakeMessage(samples::span(list), {});
    QVERIFY(worst.fieldCount() > 200);
    QVERIFY(worst.memoryBytes() <= std::size_t(list.size()) * 60);
}

QTEST_APPLESS_MAIN(DecodeTest)
#include "decode_test.moc"
