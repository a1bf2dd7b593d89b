#include "tests/core/wire/samples.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/data_table.h"
#include "ui/common/field_path.h"
#include "ui/common/field_tree_model.h"
#include "ui/common/field_tree_view.h"
#include "ui/common/field_view.h"
#include "ui/common/hex_view.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/messages_tab.h"
#include "ui/main_window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QTabWidget>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Reading every byte in the window, by mouse and by keyboard.
class FieldViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void fieldMarksItsBytes();
    void byteChoosesItsField();
    void keysAmongBytes();
    void everyByteLeadsToAFieldThatHoldsIt();
    void copies();
    void editMenuOffersCopies();
    void finds();
    void findOnlyInTheTab();
    void nextMessageKeepsThePlace();
    void applicationDataHasNoFields();
    void alertIsDecoded();
    void columnsAreRemembered();
    void bytesStandBelowWhereItIsNarrow();
    void certificateFields();
    void tabKeyReachesEverything();

private:
    QWidget* panel() const { return find(m_window.get(), "clientAttempts"); }

    /// Null: the page is not built yet.
    FieldTreeView* tree() const
    {
        return panel() == nullptr ? nullptr : find<FieldTreeView>(panel(), "messageFieldsTree");
    }

    HexView* hex() const { return find<HexView>(panel(), "messageFieldsBytes"); }

    wire::Field at(const char* path) const
    {
        return findField(*tree()->tree(), QLatin1String(path));
    }

    QString currentPath() const
    {
        const wire::Field field = tree()->currentField();
        return field ? fieldPath(field) : QString();
    }

    void chooseMessage(const QString& title) const;
    void clickField(const char* path) const;
    void makeWindow();

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void FieldViewTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    makeWindow();
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_VERIFY(tree() != nullptr && tree()->isVisible() && tree()->tree()
                && tree()->tree()->root());
}

void FieldViewTest::makeWindow()
{
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->resize(1300, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(tests::waitForPages(*m_window));
}

void FieldViewTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void FieldViewTest::chooseMessage(const QString& title) const
{
    auto* table = find<DataTable>(panel(), "messageTable");
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            if (table->model()->index(row, column).data().toString() == title) {
                table->selectRow(row);
                return;
            }
        }
    }
    QFAIL(qPrintable(title));
}

/// Opens what the field stands in, then clicks its row.
void FieldViewTest::clickField(const char* path) const
{
    auto* model = qobject_cast<FieldTreeModel*>(tree()->model());
    const QModelIndex index = model->indexOf(at(path));
    QVERIFY2(index.isValid(), path);
    for (QModelIndex outer = index.parent(); outer.isValid(); outer = outer.parent()) {
        tree()->expand(outer);
    }
    tree()->scrollTo(index);
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(index).center());
}

void FieldViewTest::fieldMarksItsBytes()
{
    QCOMPARE(tree()->tree()->root().name(), std::string_view("client_hello"));
    QCOMPARE(hex()->markedLength(), 0);
    clickField("client_hello/random");
    QCOMPARE(hex()->markedOffset(), 6);
    QCOMPARE(hex()->markedLength(), 32);
    QCOMPARE(hex()->cursorOffset(), 6);
    // The last field is scrolled to.
    const wire::Field last = tree()->tree()->at(tree()->tree()->fieldCount() - 1);
    tree()->choose(last);
    const auto offset = static_cast<int>(last.range().offset);
    QCOMPARE(hex()->markedOffset(), offset);
    QVERIFY(hex()->viewport()->rect().contains(hex()->hexRect(offset).center()));
    // By keyboard.
    tree()->choose(at("client_hello/length"));
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_Down);
    QCOMPARE(currentPath(), QStringLiteral("client_hello/legacy_version"));
    QCOMPARE(hex()->markedOffset(), 4);
    QCOMPARE(hex()->markedLength(), 2);
}

void FieldViewTest::byteChoosesItsField()
{
    const wire::Field suite = at("client_hello/cipher_suites/cipher_suite[1]");
    const auto offset = static_cast<int>(suite.range().offset);
    hex()->scrollToRange(offset, 2);
    QTest::mouseClick(hex()->viewport(), Qt::LeftButton, {}, hex()->hexRect(offset + 1).center());
    QCOMPARE(currentPath(), QStringLiteral("client_hello/cipher_suites/cipher_suite[1]"));
    QVERIFY(
        tree()->viewport()->rect().contains(tree()->visualRect(tree()->currentIndex()).center()));
    // The whole field is marked; the cursor stays where it was clicked.
    QCOMPARE(hex()->markedOffset(), offset);
    QCOMPARE(hex()->markedLength(), 2);
    QCOMPARE(hex()->cursorOffset(), offset + 1);
    // The same in the text, and again on the field that is chosen already.
    QTest::mouseClick(hex()->viewport(), Qt::LeftButton, {}, hex()->textRect(offset).center());
    QCOMPARE(hex()->markedLength(), 2);
    QCOMPARE(hex()->cursorOffset(), offset);
}

void FieldViewTest::keysAmongBytes()
{
    hex()->setFocus();
    QTest::keyClick(hex(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(currentPath(), QStringLiteral("client_hello/msg_type"));
    QTest::keyClick(hex(), Qt::Key_Right);
    QCOMPARE(currentPath(), QStringLiteral("client_hello/length"));
    QCOMPARE(hex()->cursorOffset(), 1);
    QTest::keyClick(hex(), Qt::Key_Right);
    // Within one field the cursor moves, the field stays.
    QCOMPARE(currentPath(), QStringLiteral("client_hello/length"));
    QCOMPARE(hex()->cursorOffset(), 2);
    QCOMPARE(hex()->markedOffset(), 1);
    QCOMPARE(hex()->markedLength(), 3);
}

void FieldViewTest::everyByteLeadsToAFieldThatHoldsIt()
{
    hex()->setFocus();
    QTest::keyClick(hex(), Qt::Key_Home, Qt::ControlModifier);
    const auto size = static_cast<int>(hex()->bytes().size());
    for (int offset = 0; offset < size; ++offset) {
        QCOMPARE(hex()->cursorOffset(), offset);
        const wire::ByteRange range = tree()->currentField().range();
        QVERIFY(offset >= static_cast<int>(range.offset) && offset < static_cast<int>(range.end()));
        QTest::keyClick(hex(), Qt::Key_Right);
    }
}

void FieldViewTest::copies()
{
    const auto copied = [] { return QApplication::clipboard()->text(); };
    clickField("client_hello/legacy_version");
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied(), QStringLiteral("legacy_version: TLS 1.2 (0x0303)"));
    clickField("client_hello/extensions/supported_versions");
    QTest::keyClick(tree(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY2(copied().startsWith(QStringLiteral("supported_versions\n  extension_type: ")),
             qPrintable(copied()));
    clickField("client_hello/legacy_version");
    QTest::keyClick(tree(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(copied(), QStringLiteral("0303"));
    find<QAction>(panel(), "messageFieldsTreeCopyCArray")->trigger();
    QCOMPARE(copied(),
             QStringLiteral("const unsigned char legacy_version[2] = {\n    0x03, 0x03,\n};\n"));
    find<QAction>(panel(), "messageFieldsTreeCopyBase64")->trigger();
    QCOMPARE(copied(), QStringLiteral("AwM="));
    // Among the bytes, Ctrl+C copies what is marked there.
    hex()->setFocus();
    hex()->setMarkedRange(0, 4);
    QTest::keyClick(hex(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied(), QString::fromLatin1(hex()->bytes().left(4).toHex()));
}

void FieldViewTest::editMenuOffersCopies()
{
    auto* menu = find<QMenu>(m_window.get(), "menuOfTab");
    QVERIFY(menu != nullptr);
    Q_EMIT menu->aboutToShow();
    QVERIFY(menu->actions().contains(find<QAction>(panel(), "messageFieldsTreeCopySubtree")));
    QVERIFY(!find<QAction>(panel(), "messageFieldsTreeCopyField")->isEnabled());
    clickField("client_hello/random");
    QVERIFY(find<QAction>(panel(), "messageFieldsTreeCopyField")->isEnabled());
    find<ConnectionView>(panel(), "clientAttemptsView")->showTab(QStringLiteral("overviewTab"));
    Q_EMIT menu->aboutToShow();
    QVERIFY(menu->actions().isEmpty());
}

void FieldViewTest::finds()
{
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_F, Qt::ControlModifier);
    auto* text = find<QLineEdit>(panel(), "messageFieldsFindText");
    QVERIFY(text->isVisible());
    QVERIFY(text->hasFocus());
    QTest::keyClicks(text, QStringLiteral("x25519 (0x001d)")); // not the one with ML-KEM
    QTRY_VERIFY(currentPath().contains(QStringLiteral("supported_groups")));
    QTest::keyClick(text, Qt::Key_F3);
    QTRY_VERIFY(currentPath().contains(QStringLiteral("key_share")));
    QCOMPARE(textOf(panel(), "messageFieldsFindResult"), QString());
    QTest::keyClick(text, Qt::Key_F3, Qt::ShiftModifier);
    QTRY_VERIFY(currentPath().contains(QStringLiteral("supported_groups")));
    QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
    QTRY_VERIFY(currentPath().contains(QStringLiteral("key_share")));
    QVERIFY(!textOf(panel(), "messageFieldsFindResult").isEmpty());
    QVERIFY(type(panel(), "messageFieldsFindText", QStringLiteral("nothing like it")));
    QTRY_COMPARE(textOf(panel(), "messageFieldsFindResult"), QStringLiteral("no match"));
    QCOMPARE(text->accessibleDescription(), QStringLiteral("no match"));
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!text->isVisible());
    QVERIFY(tree()->hasFocus());
    // Also from the tree.
    QTest::keyClick(tree(), Qt::Key_F, Qt::ControlModifier);
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_Escape);
    QVERIFY(!text->isVisible());
    // F3 goes on without the line.
    text->setText(QStringLiteral("msg_type"));
    tree()->choose(at("client_hello/random"));
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_F3);
    QTRY_COMPARE(currentPath(), QStringLiteral("client_hello/msg_type"));
}

void FieldViewTest::findOnlyInTheTab()
{
    auto* filter = find<QLineEdit>(panel(), "clientAttemptsFilter");
    find(panel(), "clientAttemptsTable")->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(filter->hasFocus());
    QVERIFY(!find(panel(), "messageFieldsFindText")->isVisible());
    find(panel(), "messageTable")->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(find(panel(), "messageFieldsFindText")->hasFocus());
}

void FieldViewTest::nextMessageKeepsThePlace()
{
    clickField("client_hello/extensions/supported_versions");
    chooseMessage(QStringLiteral("server_hello"));
    QCOMPARE(tree()->tree()->root().name(), std::string_view("server_hello"));
    QCOMPARE(currentPath(), QString());
    chooseMessage(QStringLiteral("client_hello"));
    QCOMPARE(currentPath(), QStringLiteral("client_hello/extensions/supported_versions"));
    const wire::ByteRange range = tree()->currentField().range();
    QCOMPARE(hex()->markedOffset(), static_cast<int>(range.offset));
    QCOMPARE(hex()->markedLength(), static_cast<int>(range.length));
}

void FieldViewTest::applicationDataHasNoFields()
{
    m_fixture->workbench().sendFromClient(m_fixture->workbench().clientNames().first(), "hello");
    auto* table = find<DataTable>(panel(), "messageTable");
    const auto last = [&] { return table->model()->index(table->model()->rowCount() - 1, 3); };
    QTRY_VERIFY(last().data().toString().startsWith(QStringLiteral("application_data")));
    clickField("client_hello/random");
    table->selectRow(last().row());
    QCOMPARE(tree()->model()->rowCount(), 0);
    QVERIFY(hex()->bytes().isEmpty());
    QVERIFY(textOf(panel(), "messageCaption").contains(QStringLiteral("Data")));
    for (const QAction* action : tree()->actions()) {
        QVERIFY2(!action->isEnabled(), qPrintable(action->objectName()));
    }
}

void FieldViewTest::alertIsDecoded()
{
    ConnectionRecord record;
    record.id = 7;
    record.messages = {{.contentType = 21, .length = 2, .bytes = QByteArray("\x02\x28")}};
    MessagesTab tab(m_fixture->context().settings);
    tab.show();
    tab.showConnection({std::make_shared<const ConnectionRecord>(record), {}});
    const auto* fields = find<FieldTreeView>(&tab, "messageFieldsTree");
    QCOMPARE(fields->tree()->root().find("description").valueText(),
             std::string("handshake_failure (40)"));
}

void FieldViewTest::columnsAreRemembered()
{
    tree()->header()->resizeSection(FieldTreeModel::NameColumn, 222);
    tree()->header()->setSectionHidden(FieldTreeModel::OffsetColumn, false);
    tree()->header()->resizeSection(FieldTreeModel::OffsetColumn, 71);
    auto* splitter = find<QSplitter>(panel(), "messageFieldsSplitter");
    splitter->setSizes({500, 300});
    Q_EMIT splitter->splitterMoved(500, 1);
    const QList<int> sizes = splitter->sizes();
    m_window->close();
    makeWindow();
    QCOMPARE(tree()->columnWidth(FieldTreeModel::NameColumn), 222);
    QVERIFY(!tree()->isColumnHidden(FieldTreeModel::OffsetColumn));
    m_window->showClient(m_fixture->workbench().clientNames().first());
    QTRY_VERIFY(tree()->isHidden() || panel()->isVisible());
    find<ConnectionView>(panel(), "clientAttemptsView")->showTab(QStringLiteral("messagesTab"));
    QTRY_VERIFY(tree()->isVisible());
    const QList<int> again = find<QSplitter>(panel(), "messageFieldsSplitter")->sizes();
    QVERIFY2(qAbs(again.first() - sizes.first()) <= 2,
             qPrintable(QStringLiteral("%1 and %2").arg(again.first()).arg(sizes.first())));
}

/// Side by side neither the fields nor the bytes could be read there.
void FieldViewTest::bytesStandBelowWhereItIsNarrow()
{
    FieldView view(QStringLiteral("narrow"));
    view.remember(m_fixture->context().settings);
    auto* splitter = find<QSplitter>(&view, "narrowSplitter");
    view.resize(1000, 600);
    view.show();
    QCOMPARE(splitter->orientation(), Qt::Horizontal);
    view.resize(420, 600);
    QCOMPARE(splitter->orientation(), Qt::Vertical);
    splitter->setSizes({400, 190});
    const QList<int> chosen = splitter->sizes();
    Q_EMIT splitter->splitterMoved(chosen.first(), 1);
    view.resize(420, 200); // too low for both
    QCOMPARE(splitter->orientation(), Qt::Horizontal);
    view.resize(1000, 600);
    QCOMPARE(splitter->orientation(), Qt::Horizontal);
    view.resize(420, 600);
    QCOMPARE(splitter->orientation(), Qt::Vertical);
    QCOMPARE(splitter->sizes(), chosen);
}

void FieldViewTest::certificateFields()
{
    find<ConnectionView>(panel(), "clientAttemptsView")->showTab(QStringLiteral("certificatesTab"));
    auto* views = find<QTabWidget>(panel(), "certificateViews");
    auto* fields = find<FieldTreeView>(panel(), "certificateFieldsTree");
    QVERIFY(!fields->tree());
    views->setCurrentIndex(1);
    QVERIFY(fields->tree());
    QVERIFY(fields->tree()->faultyFields().empty());
    fields->choose(findField(*fields->tree(),
                             QStringLiteral("certificate/Certificate/tbsCertificate/subject")));
    const auto* bytes = find<HexView>(panel(), "certificateFieldsBytes");
    QCOMPARE(static_cast<std::uint32_t>(bytes->markedLength()),
             fields->currentField().range().length);
    QVERIFY(bytes->markedLength() > 0);
}

void FieldViewTest::tabKeyReachesEverything()
{
    find(panel(), "messageTable")->setFocus();
    QStringList reached;
    for (int i = 0; i < 4; ++i) {
        reached.append(QApplication::focusWidget()->objectName());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(reached.mid(0, 3),
             (QStringList {QStringLiteral("messageTable"),
                           QStringLiteral("messageFieldsTree"),
                           QStringLiteral("messageFieldsBytes")}));
}

} // namespace workbench

QTEST_MAIN(workbench::FieldViewTest)
#include "field_view_test.moc"
