#include "core/base/bytes.h"
#include "core/base/certificate_decompression.h"
#include "core/report/connection_report.h"
#include "core/report/field_json.h"
#include "core/report/json_text.h"
#include "core/wire/decode.h"
#include "tests/core/wire/samples.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <zlib.h>

namespace workbench {
namespace {

/// The object at "extensions/server_name": the first of each name below the one before.
QJsonObject member(const QJsonArray& fields, const QString& path)
{
    const QString head = path.section(QLatin1Char('/'), 0, 0);
    for (const auto& value : fields) {
        QJsonObject field = value.toObject();
        if (field.value("name").toString() != head) {
            continue;
        }
        if (!path.contains(QLatin1Char('/'))) {
            return field;
        }
        QJsonObject found
            = member(field.value("children").toArray(), path.section(QLatin1Char('/'), 1));
        if (!found.isEmpty()) {
            return found;
        }
    }
    return {};
}

/// Empty when every field has all members, in its place; else what is wrong.
QString misfit(const QJsonArray& fields, qsizetype end)
{
    for (const auto& value : fields) {
        const QJsonObject field = value.toObject();
        const QString name = field.value("name").toString();
        const bool whole = !name.isEmpty() && field.value("offset").isDouble()
            && field.value("length").isDouble() && field.value("children").isArray()
            && (field.value("value").isString() || field.value("value").isNull())
            && (field.value("error").isString() || field.value("error").isNull());
        if (!whole) {
            return name + QStringLiteral(" lacks a member");
        }
        const QString inner = field.value("hex").toString();
        const qsizetype room = inner.isEmpty() ? end : inner.size() / 2;
        if (field.value("offset").toInt() + field.value("length").toInt() > room) {
            return name + QStringLiteral(" ends outside of its bytes");
        }
        QString below = misfit(field.value("children").toArray(), room);
        if (!below.isEmpty()) {
            return below;
        }
    }
    return {};
}

/// A connection of one message.
ConnectionRecord recordOf(const QByteArray& message, quint16 version)
{
    ConnectionRecord record;
    record.negotiated.version = version;
    record.messages.append({.direction = Direction::Received,
                            .contentType = 22,
                            .length = static_cast<int>(message.size()),
                            .bytes = message});
    return record;
}

QJsonObject messageOf(const ConnectionRecord& record)
{
    return toJson(record, {}, {.fields = true}).value("messages").toArray().at(0).toObject();
}

} // namespace

class FieldJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesOfAClientHello();
    void everySampleHasEveryMember();
    void offsetsCountFromTheMessage();
    void faultsAreNamed();
    void versionOfTheRecordDecides();
    void fieldsOnlyWhenAskedFor();
    void compressedCertificateIsOpened();
    void textIsEscaped_data();
    void textIsEscaped();
};

void FieldJsonTest::valuesOfAClientHello()
{
    const QByteArray hello = samples::handshake(QStringLiteral("rfc8448-section-3"), 1);
    const wire::FieldTree tree = wire::decodeHandshakeMessage(asSpan(hello), {});
    const QJsonArray fields = fieldsJson(tree.root());
    const QJsonObject version = member(fields, QStringLiteral("legacy_version"));
    QCOMPARE(version.value("value").toString(), QStringLiteral("TLS 1.2 (0x0303)"));
    QCOMPARE(version.value("offset").toInt(), 4);
    QCOMPARE(version.value("length").toInt(), 2);
    QVERIFY(version.value("error").isNull());
    const QJsonObject suites = member(fields, QStringLiteral("cipher_suites"));
    QCOMPARE(suites.value("value").toString(), QStringLiteral("3 items"));
    QCOMPARE(suites.value("children").toArray().at(1).toObject().value("value").toString(),
             QStringLiteral("TLS_AES_128_GCM_SHA256 (0x1301)"));
}

void FieldJsonTest::everySampleHasEveryMember()
{
    for (const samples::Conversation& conversation : samples::conversations()) {
        for (const samples::Message& message : conversation.messages) {
            const wire::FieldTree tree
                = samples::decode(message, asSpan(message.bytes), samples::contextOf(conversation));
            const QString wrong = misfit(fieldsJson(tree.root()), message.bytes.size());
            QVERIFY2(wrong.isEmpty(), qPrintable(conversation.name + QStringLiteral(": ") + wrong));
        }
    }
}

void FieldJsonTest::offsetsCountFromTheMessage()
{
    const QByteArray stream = samples::stream(QStringLiteral("python-tls13 client"));
    wire::DecodeContext context;
    const wire::FieldTree tree = wire::decodeRecords(asSpan(stream), context);
    const wire::Field hello = tree.root().find("record/client_hello");
    QCOMPARE(hello.range().offset, 5U);
    QCOMPARE(member(fieldsJson(hello), QStringLiteral("legacy_version")).value("offset").toInt(),
             4);
}

void FieldJsonTest::faultsAreNamed()
{
    const QByteArray cut = samples::handshake(QStringLiteral("rfc8448-section-3"), 1).left(16);
    const QJsonObject message = messageOf(recordOf(cut, 0x0304));
    QVERIFY(message.value("error").toString().contains(QStringLiteral("expected 192 bytes")));
    const QJsonObject random = member(message.value("fields").toArray(), QStringLiteral("random"));
    QCOMPARE(random.value("error").toString(),
             QStringLiteral("expected 32 bytes at offset 6, 10 there"));
}

void FieldJsonTest::versionOfTheRecordDecides()
{
    const QByteArray modern = samples::handshake(QStringLiteral("tls13"), 11);
    const QByteArray older = samples::handshake(QStringLiteral("tls12-rsa"), 11);
    QVERIFY(!modern.isEmpty() && !older.isEmpty());
    const auto fields = [](const QByteArray& bytes, quint16 version) {
        return messageOf(recordOf(bytes, version)).value("fields").toArray();
    };
    const QString entry = QStringLiteral("certificate_list/certificate_entry/cert_data");
    const QString plain = QStringLiteral("certificate_list/certificate");
    QVERIFY(!member(fields(modern, 0x0304), entry).isEmpty());
    QVERIFY(member(fields(modern, 0x0304), plain).isEmpty());
    QVERIFY(!member(fields(older, 0x0303), plain).isEmpty());
    QVERIFY(member(fields(older, 0x0303), entry).isEmpty());
}

void FieldJsonTest::fieldsOnlyWhenAskedFor()
{
    const ConnectionRecord record
        = recordOf(samples::handshake(QStringLiteral("rfc8448-section-3"), 1), 0x0304);
    const QJsonObject message = toJson(record, {}).value("messages").toArray().at(0).toObject();
    QVERIFY(message.value("fields").toArray().isEmpty());
    QVERIFY(!messageOf(record).value("fields").toArray().isEmpty());
}

void FieldJsonTest::compressedCertificateIsOpened()
{
    const QByteArray plain = samples::handshake(QStringLiteral("tls13"), 11).mid(4);
    uLongf size = compressBound(static_cast<uLong>(plain.size()));
    QByteArray packed(static_cast<qsizetype>(size), '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()),
             &size,
             reinterpret_cast<const Bytef*>(plain.constData()),
             static_cast<uLong>(plain.size()));
    packed.resize(static_cast<qsizetype>(size));
    const auto uint24 = [](qsizetype value) {
        return QByteArray::fromHex(QByteArray::number(value, 16).rightJustified(6, '0'));
    };
    const QByteArray body
        = QByteArray::fromHex("0001") + uint24(plain.size()) + uint24(packed.size()) + packed;
    const QByteArray message = QByteArray::fromHex("19") + uint24(body.size()) + body;
    const QJsonArray fields = messageOf(recordOf(message, 0x0304)).value("fields").toArray();
    const QJsonObject certificate = member(fields, QStringLiteral("certificate"));
    QCOMPARE(certificate.value("hex").toString(), QString::fromLatin1(plain.toHex()));
    QVERIFY(
        !member(fields, QStringLiteral("certificate/certificate_list/certificate_entry/cert_data"))
             .isEmpty());
    QCOMPARE(misfit(fields, message.size()), QString());
}

void FieldJsonTest::textIsEscaped_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("\"abc\"");
    QTest::newRow("quotes") << QByteArray("a\"b\\") << QByteArray(R"("a\"b\\")");
    QTest::newRow("line end") << QByteArray("\r\n\t") << QByteArray(R"("\r\n\t")");
    QTest::newRow("control") << QByteArray("\x01z\x1f") << QByteArray(R"("\u0001z\u001f")");
    QTest::newRow("UTF-8") << QByteArray("ä…") << QByteArray("\"ä…\"");
    QTest::newRow("empty") << QByteArray("") << QByteArray("\"\"");
}

void FieldJsonTest::textIsEscaped()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, json);
    std::string out;
    appendJsonText(out, {text.constData(), static_cast<std::size_t>(text.size())});
    QCOMPARE(QByteArray::fromStdString(out), json);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::FieldJsonTest)
#include "field_json_test.moc"
