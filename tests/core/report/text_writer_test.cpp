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
