#include "core/base/escaped_text.h"

#include <QTest>

namespace workbench {

class EscapedTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytes_data();
    void bytes();
    void refused_data();
    void refused();
};

void EscapedTextTest::bytes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* text, const QByteArray& bytes) {
        QTest::newRow(name) << QString::fromUtf8(text) << bytes;
    };
    row("plain", "EHLO me", "EHLO me");
    row("nothing", "", "");
    row("line end", "a\\r\\n", "a\r\n");
    row("tab and backslash", "\\t\\\\", "\t\\");
    row("bytes",
        "\\x00\\xfF1",
        QByteArray("\x00\xff"
                   "1",
                   3));
    row("other alphabets", "ü€\\n😀", "ü€\n😀");
}

void EscapedTextTest::bytes()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, bytes);
    QCOMPARE(escapedText(text).value_or("refused"), bytes);
}

void EscapedTextTest::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("escape");
    QTest::addColumn<int>("place");
    const auto row = [](const char* name, const char* text, const char* escape, int place) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(escape) << place;
    };
    row("no digit", "\\xg1", "\\xg1", 1);
    row("one digit", "a\\x1", "\\x1", 2);
    row("sign is no digit", "\\x+1b", "\\x+1", 1);
    row("like a place in a text", "\\x%1", "\\x%1", 1);
    row("other letter", "ab\\q", "\\q", 3);
    row("behind what is known", "\\r\\n\\q!", "\\q", 5);
    row("backslash at the end", "a\\", "\\", 2);
    row("pair of surrogates", "😀\\😀x", "\\😀", 2);
}

/// Named as it is written, with its place and with what is known: nothing is sent in its stead.
void EscapedTextTest::refused()
{
    QFETCH(const QString, text);
    QFETCH(const QString, escape);
    QFETCH(const int, place);
    const Result<QByteArray> bytes = escapedText(text);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::InvalidInput);
    QVERIFY2(bytes.error().message.contains(
                 QStringLiteral("“%1” at character %2 ").arg(escape, QString::number(place))),
             qPrintable(bytes.error().message));
    QVERIFY(bytes.error().remedy.contains(QStringLiteral("\\r, \\n, \\t, \\xNN")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::EscapedTextTest)
#include "escaped_text_test.moc"
