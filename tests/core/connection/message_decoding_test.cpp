#include "core/base/certificate_decompression.h"
#include "core/connection/message_decoding.h"
#include "tests/core/wire/samples.h"
#include "tests/core/wire/tree_text.h"

#include <QTest>

namespace workbench {

namespace {

quint8 contentTypeOf(const QString& kind)
{
    const QMap<QString, quint8> types {{QStringLiteral("changecipherspec"), 20},
                                       {QStringLiteral("alert"), 21},
                                       {QStringLiteral("handshake"), 22},
                                       {QStringLiteral("heartbeat"), 24},
                                       {QStringLiteral("ack"), 26}};
    return types.value(kind);
}

TraceMessage messageOf(quint8 contentType, const QByteArray& bytes)
{
    return {.contentType = contentType,
            .recordVersion = 0x0303,
            .length = static_cast<int>(bytes.size()),
            .bytes = bytes};
}

} // namespace

/// A message of a record is decoded with what the record knows.
class MessageDecodingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samples_data();
    void samples();
    void sender_data();
    void sender();
    void unfinishedConnection();
    void withoutBytes();
    void otherContent();
    void names_data();
    void names();
};

void MessageDecodingTest::samples_data()
{
    QTest::addColumn<QString>("name");
    for (const ::samples::Conversation& conversation : ::samples::conversations()) {
        QTest::newRow(qPrintable(conversation.name)) << conversation.name;
    }
}

void MessageDecodingTest::samples()
{
    QFETCH(QString, name);
    const auto conversation = ::samples::readConversation(
        ::samples::folder(QStringLiteral("messages/%1.txt").arg(name)));
    QVERIFY(!conversation.messages.isEmpty());
    ConnectionRecord record;
    record.negotiated.version = conversation.version;
    record.negotiated.cipherSuite = conversation.suite;
    for (const ::samples::Message& sample : conversation.messages) {
        TraceMessage message = messageOf(contentTypeOf(sample.kind), sample.bytes);
        message.direction = sample.fromClient ? Direction::Sent : Direction::Received;
        message.recordVersion = conversation.dtls ? 0xfefd : 0x0303;
        const wire::FieldTree tree = decodeMessage(record, message);
        wire::DecodeContext context = ::samples::contextOf(conversation);
        context.decompress = &decompressCertificate;
        const wire::FieldTree expected
            = ::samples::decode(sample, ::samples::span(sample.bytes), context);
        QCOMPARE(::samples::treeText(tree.root()), ::samples::treeText(expected.root()));
    }
}

void MessageDecodingTest::sender_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<Direction>("direction");
    QTest::addColumn<wire::Sender>("sender");
    QTest::newRow("client sends") << Role::Client << Direction::Sent << wire::Sender::Client;
    QTest::newRow("client gets") << Role::Client << Direction::Received << wire::Sender::Server;
    QTest::newRow("server sends") << Role::Server << Direction::Sent << wire::Sender::Server;
    QTest::newRow("server gets") << Role::Server << Direction::Received << wire::Sender::Client;
}

void MessageDecodingTest::sender()
{
    QFETCH(Role, role);
    QFETCH(Direction, direction);
    ConnectionRecord record;
    record.role = role;
    TraceMessage message = messageOf(22, QByteArray(1, '\x01'));
    message.direction = direction;
    QTEST(decodeContextOf(record, message).sender, "sender");
    QVERIFY(!decodeContextOf(record, message).isDtls);
    record.transport = Transport::Udp;
    QVERIFY(decodeContextOf(record, message).isDtls);
}

/// Nothing is agreed on yet: version and suite are unknown, the bytes say what they can.
void MessageDecodingTest::unfinishedConnection()
{
    const QByteArray hello = ::samples::handshake(QStringLiteral("tls13"), 1);
    const wire::FieldTree tree = decodeMessage({}, messageOf(22, hello));
    QCOMPARE(tree.root().name(), std::string_view("client_hello"));
    QVERIFY(tree.faultyFields().empty());
    const wire::FieldTree cut = decodeMessage({}, messageOf(22, hello.left(20)));
    QVERIFY(!cut.faultyFields().empty());
}

void MessageDecodingTest::withoutBytes()
{
    QVERIFY(!decodeMessage({}, messageOf(23, {})).root().isValid());
}

void MessageDecodingTest::otherContent()
{
    const QByteArray bytes("\x02\x28");
    const wire::FieldTree alert = decodeMessage({}, messageOf(21, bytes));
    QCOMPARE(alert.root().find("description").valueText(), std::string("handshake_failure (40)"));
    const wire::FieldTree data = decodeMessage({}, messageOf(23, bytes));
    QCOMPARE(data.root().name(), std::string_view("application_data"));
    QCOMPARE(data.root().find("data").bytes().size(), std::size_t(2));
    const wire::FieldTree unknown = decodeMessage({}, messageOf(99, bytes));
    QCOMPARE(unknown.root().firstChild().name(), std::string_view("fragment"));
}

void MessageDecodingTest::names_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    const QString retry = QStringLiteral("rfc8448-section-5");
    QTest::newRow("client") << ::samples::handshake(retry, 1) << QStringLiteral("client_hello");
    QTest::newRow("retry") << ::samples::handshake(retry, 2)
                           << QStringLiteral("hello_retry_request");
    QTest::newRow("server") << ::samples::handshake(QStringLiteral("rfc8448-section-3"), 2)
                            << QStringLiteral("server_hello");
    QTest::newRow("nobody knows") << QByteArray::fromHex("4d000000") << QStringLiteral("77");
    QTest::newRow("header cut off") << QByteArray::fromHex("02") << QStringLiteral("server_hello");
}

void MessageDecodingTest::names()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, name);
    const QString found = QString::fromStdString(handshakeName(messageOf(22, bytes)));
    QVERIFY2(found.contains(name), qPrintable(found));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::MessageDecodingTest)
#include "message_decoding_test.moc"
