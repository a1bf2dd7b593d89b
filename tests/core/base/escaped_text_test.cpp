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
    row("line end", R"(a\r\n)", "a\r\n");
    row("tab and backslash", R"(\t\\)", "\t\\");
    row("bytes",
        R"(\x00\xfF1)",
        QByteArray("\x00\xff"
                   "1",
                   3));
    row("other alphabets", R"(ü€\n😀)", "ü€\n😀");
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
    row("no digit", R"(\xg1)", R"(\xg1)", 1);
    row("one digit", R"(a\x1)", R"(\x1)", 2);
    row("sign is no digit", R"(\x+1b)", R"(\x+1)", 1);
    row("like a place in a text", R"(\x%1)", R"(\x%1)", 1);
    row("other letter", R"(ab\q)", R"(\q)", 3);
    row("behind what is known", R"(\r\n\q!)", R"(\q)", 5);
    row("backslash at the end", R"(a\)", R"(\)", 2);
    row("pair of surrogates", R"(😀\😀x)", R"(\😀)", 2);
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
    QVERIFY(bytes.error().remedy.contains(QStringLiteral(R"(\r, \n, \t, \xNN)")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::EscapedTextTest)
#include "escaped_text_test.moc"
