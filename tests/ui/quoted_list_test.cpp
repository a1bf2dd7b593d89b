#include "ui/common/quoted_list.h"

#include <QTest>

namespace workbench {

/// Several names or paths in one line of a form.
class QuotedListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenAndRead_data();
    void writtenAndRead();
    void asAPersonWrites_data();
    void asAPersonWrites();
};

void QuotedListTest::writtenAndRead_data()
{
    QTest::addColumn<QStringList>("parts");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* name, const QStringList& parts, const char* line) {
        QTest::newRow(name) << parts << QString::fromUtf8(line);
    };
    row("one", {"/a.der"}, "/a.der");
    row("several", {"/a.der", "/b c.der"}, "/a.der, /b c.der");
    row("empty between", {"/a.der", "", "/c.der"}, "/a.der, , /c.der");
    row("empty at the end", {"/a.der", ""}, "/a.der, ");
    row("none", {""}, "");
    row("comma", {"/a, b.der", "/c.der"}, R"("/a, b.der", /c.der)");
    row("quote", {R"(/a"b.der)"}, R"("/a""b.der")");
    row("quote at the beginning", {R"("a".der)"}, R"("""a"".der")");
    row("comma and quote", {R"(/a","b.der)", "/c.der"}, R"("/a"",""b.der", /c.der)");
    row("spaces around", {" /a.der "}, R"(" /a.der ")");
}

void QuotedListTest::writtenAndRead()
{
    QFETCH(const QStringList, parts);
    QFETCH(const QString, line);
    QCOMPARE(joinQuoted(parts), line);
    QCOMPARE(splitQuoted(line), parts);
}

void QuotedListTest::asAPersonWrites_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("no spaces") << QStringLiteral("/a,/b") << QStringList {"/a", "/b"};
    QTest::newRow("many spaces") << QStringLiteral("  /a  ,  /b  ") << QStringList {"/a", "/b"};
    QTest::newRow("quote inside") << QStringLiteral("/a\"b, /c") << QStringList {"/a\"b", "/c"};
    QTest::newRow("never closed") << QStringLiteral("\"/a, b") << QStringList {"/a, b"};
    QTest::newRow("goes on behind quotes") << QStringLiteral("\"/a,\"b") << QStringList {"/a,b"};
    QTest::newRow("only spaces") << QStringLiteral("  ") << QStringList {""};
}

void QuotedListTest::asAPersonWrites()
{
    QFETCH(const QString, line);
    QFETCH(const QStringList, parts);
    QCOMPARE(splitQuoted(line), parts);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::QuotedListTest)
#include "quoted_list_test.moc"
