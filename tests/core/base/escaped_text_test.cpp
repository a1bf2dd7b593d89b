#include "core/base/escaped_text.h"

#include <QTest>

namespace workbench {

class EscapedTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytes_data();
    void bytes();
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
    row("no byte", "\\xg1\\x1", "xg1x1");
    row("sign is no digit", "\\x+1", "x+1");
    row("other letters", "\\q", "q");
    row("backslash at the end", "a\\", "a\\");
    row("other alphabets", "ü€\\n😀", "ü€\n😀");
}

void EscapedTextTest::bytes()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, bytes);
    QCOMPARE(escapedText(text), bytes);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::EscapedTextTest)
#include "escaped_text_test.moc"
