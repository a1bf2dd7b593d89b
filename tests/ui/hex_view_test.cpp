#include "ui/common/byte_text.h"
#include "ui/common/hex_layout.h"
#include "ui/common/hex_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

namespace workbench {

namespace {

QByteArray counted(int size)
{
    QByteArray bytes(size, '\0');
    for (int i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>('A' + i % 26);
    }
    return bytes;
}

/// A view that is wide enough for 16 bytes a line.
std::unique_ptr<HexView> shown(const QByteArray& bytes)
{
    auto view = std::make_unique<HexView>();
    view->resize(view->sizeHint().width() + 20, 240);
    view->setBytes(bytes);
    view->show();
    return view;
}

} // namespace

/// Bytes as offset, hexadecimal and text: where they stand, and how one walks among them.
class HexViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dump();
    void dumpIsBounded();
    void offsets_data();
    void offsets();
    void columnsLeadBack_data();
    void columnsLeadBack();
    void keys_data();
    void keys();
    void shiftMarks();
    void clicks();
    void dragMarks();
    void copies();
    void cArray();
    void narrowViewHasShorterLines();
    void scrollsToTheRange();
    void emptyView();
    void sixteenMegabytes();
    void isATextForScreenReaders();
};

void HexViewTest::dump()
{
    const QStringList lines = hexDump(counted(20)).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.first(),
             QStringLiteral("0000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  "
                            "ABCDEFGHIJKLMNOP"));
    QVERIFY(lines.last().startsWith(QStringLiteral("0010  51 52 53 54")));
    // Both columns of a line stand below those of the line before.
    QCOMPARE(lines.last().indexOf(QStringLiteral("QRST")),
             lines.first().indexOf(QStringLiteral("ABCD")));
    QCOMPARE(hexDump({}), QString());
    QCOMPARE(hexDump(QByteArray::fromHex("00ff41")).right(3), QStringLiteral("··A"));
}

void HexViewTest::dumpIsBounded()
{
    const QString text = hexDump(counted(65536 + 1024));
    QVERIFY(text.endsWith(QStringLiteral("… and 1.0 kB more")));
    QCOMPARE(text.count(QLatin1Char('\n')), 4096);
}

void HexViewTest::offsets_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("digits");
    QTest::newRow("nothing") << 0 << 4;
    QTest::newRow("64 KiB") << 0x10000 << 4;
    QTest::newRow("one more") << 0x10001 << 6;
    QTest::newRow("16 MiB") << 0x1000000 << 6;
    QTest::newRow("more than that") << 0x1000001 << 8;
}

void HexViewTest::offsets()
{
    QFETCH(int, size);
    QTEST(HexLayout(size).offsetDigits(), "digits");
}

void HexViewTest::columnsLeadBack_data()
{
    QTest::addColumn<int>("perLine");
    QTest::newRow("16") << 16;
    QTest::newRow("8") << 8;
}

void HexViewTest::columnsLeadBack()
{
    QFETCH(int, perLine);
    const HexLayout layout(37, perLine);
    for (int byte = 0; byte < 37; ++byte) {
        const int line = layout.lineOf(byte);
        const int inLine = byte % perLine;
        QCOMPARE(layout.byteAt(line, layout.hexColumn(inLine)), byte);
        QCOMPARE(layout.byteAt(line, layout.hexColumn(inLine) + 1), byte);
        QCOMPARE(layout.byteAt(line, layout.textColumn(inLine)), byte);
    }
    // Beside the bytes the nearest one counts.
    QCOMPARE(layout.byteAt(0, 0), 0);
    QCOMPARE(layout.byteAt(layout.lineCount() - 1, 1000), 36);
    QCOMPARE(layout.byteAt(layout.lineCount(), 0), -1);
    QCOMPARE(layout.lineText(counted(37), 0).size(), layout.width());
}

void HexViewTest::keys_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<bool>("control");
    QTest::addColumn<int>("to");
    QTest::newRow("right") << 3 << Qt::Key_Right << false << 4;
    QTest::newRow("right at the end") << 99 << Qt::Key_Right << false << 99;
    QTest::newRow("left") << 3 << Qt::Key_Left << false << 2;
    QTest::newRow("left at the beginning") << 0 << Qt::Key_Left << false << 0;
    QTest::newRow("down") << 3 << Qt::Key_Down << false << 19;
    QTest::newRow("down in the last line") << 97 << Qt::Key_Down << false << 97;
    QTest::newRow("up") << 19 << Qt::Key_Up << false << 3;
    QTest::newRow("up in the first line") << 3 << Qt::Key_Up << false << 3;
    QTest::newRow("home") << 19 << Qt::Key_Home << false << 16;
    QTest::newRow("end") << 19 << Qt::Key_End << false << 31;
    QTest::newRow("end of the last line") << 97 << Qt::Key_End << false << 99;
    QTest::newRow("first byte") << 19 << Qt::Key_Home << true << 0;
    QTest::newRow("last byte") << 19 << Qt::Key_End << true << 99;
    QTest::newRow("page down") << 3 << Qt::Key_PageDown << false << 99;
    QTest::newRow("page up") << 99 << Qt::Key_PageUp << false << 3;
}

void HexViewTest::keys()
{
    QFETCH(int, from);
    QFETCH(Qt::Key, key);
    QFETCH(bool, control);
    QFETCH(int, to);
    const auto view = shown(counted(100));
    view->setCursorOffset(from);
    QSignalSpy chosen(view.get(), &HexView::byteChosen);
    QTest::keyClick(view.get(), key, control ? Qt::ControlModifier : Qt::NoModifier);
    QCOMPARE(view->cursorOffset(), key == Qt::Key_PageDown ? 99 : to);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toInt(), view->cursorOffset());
}

void HexViewTest::shiftMarks()
{
    const auto view = shown(counted(100));
    view->setCursorOffset(20);
    QSignalSpy chosen(view.get(), &HexView::byteChosen);
    QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view->markedBytes(), QByteArray("UVW"));
    QTest::keyClick(view.get(), Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(view->markedOffset(), 6);
    QCOMPARE(view->markedLength(), 15);
    QCOMPARE(chosen.size(), 0);
}

void HexViewTest::clicks()
{
    const auto view = shown(counted(100));
    QSignalSpy chosen(view.get(), &HexView::byteChosen);
    for (const int offset : {0, 7, 8, 40, 99}) {
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->hexRect(offset).center());
        QCOMPARE(chosen.takeLast().first().toInt(), offset);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->textRect(offset).center());
        QCOMPARE(chosen.takeLast().first().toInt(), offset);
    }
}

void HexViewTest::dragMarks()
{
    const auto view = shown(counted(100));
    QSignalSpy chosen(view.get(), &HexView::byteChosen);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, view->hexRect(5).center());
    QMouseEvent move(QEvent::MouseMove,
                     view->textRect(18).center(),
                     view->viewport()->mapToGlobal(view->textRect(18).center()),
                     Qt::NoButton,
                     Qt::LeftButton,
                     {});
    QCoreApplication::sendEvent(view->viewport(), &move);
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, view->textRect(18).center());
    QCOMPARE(view->markedOffset(), 5);
    QCOMPARE(view->markedLength(), 14);
    QCOMPARE(chosen.size(), 1);
}

void HexViewTest::copies()
{
    const auto view = shown(counted(100));
    view->setMarkedRange(2, 3);
    QTest::keyClick(view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("434445"));
    QTest::keyClick(view.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view->markedLength(), 100);
}

void HexViewTest::cArray()
{
    QCOMPARE(cArrayText(QStringLiteral("cipher_suite"), QByteArray::fromHex("1301")),
             QStringLiteral("const unsigned char cipher_suite[2] = {\n    0x13, 0x01,\n};\n"));
    const QString lines = cArrayText(QStringLiteral("1.2 x"), counted(13));
    QVERIFY(lines.startsWith(QStringLiteral("const unsigned char _1_2_x[13] = {\n    0x41,")));
    QVERIFY(lines.contains(QStringLiteral("0x4c,\n    0x4d,\n};")));
}

void HexViewTest::narrowViewHasShorterLines()
{
    const auto view = shown(counted(100));
    QCOMPARE(view->layoutOfBytes().bytesPerLine(), 16);
    view->setMarkedRange(90, 4);
    view->resize(view->widthFor(8), 90);
    QCOMPARE(view->layoutOfBytes().bytesPerLine(), 8);
    QVERIFY(view->viewport()->rect().contains(view->hexRect(90).center()));
}

void HexViewTest::scrollsToTheRange()
{
    const auto view = shown(counted(4000));
    view->scrollToRange(2000, 4);
    QVERIFY(view->viewport()->rect().contains(view->hexRect(2003).center()));
    // Of what does not fit, the beginning is seen.
    view->scrollToRange(100, 3500);
    QVERIFY(view->viewport()->rect().contains(view->hexRect(100).center()));
}

void HexViewTest::emptyView()
{
    const auto view = shown({});
    QSignalSpy chosen(view.get(), &HexView::byteChosen);
    QTest::keyClick(view.get(), Qt::Key_Down);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(60, 10));
    view->setMarkedRange(3, 5);
    view->grab();
    QCOMPARE(view->markedLength(), 0);
    QCOMPARE(chosen.size(), 0);
}

void HexViewTest::sixteenMegabytes()
{
    const QByteArray bytes = counted(16 * 1024 * 1024);
    QElapsedTimer timer;
    timer.start();
    const auto view = shown(bytes);
    view->setMarkedRange(0, static_cast<int>(bytes.size()));
    view->grab();
    QTest::keyClick(view.get(), Qt::Key_End, Qt::ControlModifier);
    view->grab();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(view->cursorOffset(), static_cast<int>(bytes.size()) - 1);
    QVERIFY(view->viewport()->rect().contains(view->hexRect(view->cursorOffset()).center()));
}

void HexViewTest::isATextForScreenReaders()
{
    const auto view = shown(counted(40));
    view->setAccessibleName(QStringLiteral("Bytes of the message"));
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(view.get());
    QVERIFY(interface != nullptr);
    QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Bytes of the message"));
    QVERIFY(interface->state().readOnly);
    QAccessibleTextInterface* text = interface->textInterface();
    QVERIFY(text != nullptr);
    const QString whole = text->text(0, text->characterCount());
    QCOMPARE(whole.count(QLatin1Char('\n')), 3);
    view->setCursorOffset(17);
    int start = 0;
    int end = 0;
    QCOMPARE(text->textAtOffset(text->cursorPosition(), QAccessible::WordBoundary, &start, &end),
             QStringLiteral("52"));
    QCOMPARE(whole.mid(start, 2), QStringLiteral("52"));
    QVERIFY(text->textAtOffset(text->cursorPosition(), QAccessible::LineBoundary, &start, &end)
                .startsWith(QStringLiteral("0010  51 52")));
    QVERIFY(text->textBeforeOffset(text->cursorPosition(), QAccessible::LineBoundary, &start, &end)
                .startsWith(QStringLiteral("0000  41")));
    view->setMarkedRange(1, 2);
    text->selection(0, &start, &end);
    QCOMPARE(whole.mid(start, end - start), QStringLiteral("42 43"));
    text->setCursorPosition(0);
    QCOMPARE(view->cursorOffset(), 0);
    text->setSelection(0, start, end);
    QCOMPARE(view->markedBytes(), QByteArray("BC"));
}

} // namespace workbench

QTEST_MAIN(workbench::HexViewTest)
#include "hex_view_test.moc"
