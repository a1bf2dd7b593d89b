#include "core/base/printable_text.h"
#include "core/report/text_writer.h"

#include <QTest>

namespace workbench {

class TextWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableAlignsColumns();
    void paragraphWrapsUnderItsLabel();
    void blankLinesDoNotPileUp();
    void controlsAreReplaced();
    void linesStayHarmless_data();
    void linesStayHarmless();
    void toneColours();
};

void TextWriterTest::tableAlignsColumns()
{
    TextWriter writer(false);
    writer.table({{QStringLiteral("a"), QStringLiteral("1"), QStringLiteral("x")},
                  {QStringLiteral("longer"), QStringLiteral("1000"), QString()}},
                 1,
                 {1});
    QCOMPARE(writer.text(), QStringLiteral(" a          1  x\n longer  1000\n"));
}

void TextWriterTest::paragraphWrapsUnderItsLabel()
{
    TextWriter writer(false);
    writer.paragraph(QStringLiteral("Why: "), QStringLiteral("word ").repeated(30));
    const QStringList lines = writer.text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines.at(0).startsWith(QStringLiteral("Why: word")));
    QVERIFY(lines.at(1).startsWith(QStringLiteral("     word")));
    for (const QString& line : lines) {
        QVERIFY(line.size() <= 100);
    }
}

void TextWriterTest::blankLinesDoNotPileUp()
{
    TextWriter writer(false);
    writer.blank();
    writer.line(QStringLiteral("a"));
    writer.blank();
    writer.blank();
    writer.heading(QStringLiteral("b"));
    QCOMPARE(writer.text(), QStringLiteral("a\n\nb\n"));
}

void TextWriterTest::controlsAreReplaced()
{
    QCOMPARE(withoutControls(QStringLiteral("a\x1b[0m\nb\u202e")), QStringLiteral("a.[0m.b."));
}

void TextWriterTest::linesStayHarmless_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("colour");
    QTest::addColumn<QString>("harmless");
    const QString text = QString::fromUtf8("a\x1b]0;t\x07\nb\u0085\u202ec\u2028d\te");
    QTest::newRow("controls") << text << true << "a.]0;t.\nb..c.d.e";
    TextWriter writer(true);
    writer.line("bad", Tone::Bad);
    QTest::newRow("own colours") << writer.text() << true << writer.text();
    QTest::newRow("no colours") << writer.text() << false << ".[31mbad.[0m\n";
    QTest::newRow("other colours") << "\x1b[35mbad" << true << ".[35mbad";
}

void TextWriterTest::linesStayHarmless()
{
    QFETCH(const QString, text);
    QFETCH(const bool, colour);
    QTEST(harmlessLines(text, colour), "harmless");
}

void TextWriterTest::toneColours()
{
    TextWriter writer(true);
    writer.line(QStringLiteral("bad"), Tone::Bad);
    writer.line(QStringLiteral("plain"));
    QCOMPARE(writer.text(), QStringLiteral("\x1b[31mbad\x1b[0m\nplain\n"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TextWriterTest)
#include "text_writer_test.moc"
