#include "tests/ui/support/window_test.h"
#include "ui/common/data_table.h"
#include "ui/common/text.h"
#include "ui/connection_view/connection_view.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QMap>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QTreeView>

#include <functional>

namespace workbench {

using tests::find;
using tests::WindowFixture;

/// What the menus say and offer, whatever is chosen.
class MenusTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void mnemonicsAreUnique();
    void viewMenuNamesTheTabs();
    void savesNoReportOfNothing();
    void clearsOnlyWhatIsThere();
    void certificateActionsNeedWhatTheyUse_data();
    void certificateActionsNeedWhatTheyUse();
    void selfSignedNeedsItsKeyToKeepIt();
    void menuActsOnItsOwnKind_data();
    void menuActsOnItsOwnKind();

private:
    Workbench& workbench() { return m_fixture->workbench(); }

    bool isEnabled(const char* action) const
    {
        return find<QAction>(m_window.get(), action)->isEnabled();
    }

    void checkMenus(const QString& state);
    static void checkMenu(const QMenu& menu, const QString& state);

    const QString kShop = QStringLiteral("shop");
    const QString kVisitor = QStringLiteral("visitor");
};

void MenusTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    const quint16 port = m_fixture->startServer(kShop);
    QVERIFY(workbench().addClient(WindowFixture::client(kVisitor, port)));
    openWindow();
}

/// Entries that share a letter can be reached by it only in turn.
void MenusTest::checkMenu(const QMenu& menu, const QString& state)
{
    QMap<QString, QString> owners;
    for (const QAction* action : menu.actions()) {
        const QString letter = QKeySequence::mnemonic(action->text()).toString();
        if (action->isSeparator() || !action->isVisible() || letter.isEmpty()) {
            continue;
        }
        QVERIFY2(!owners.contains(letter),
                 qPrintable(QStringLiteral("%1, %2: “%3” and “%4” have %5")
                                .arg(state, menu.title(), owners.value(letter), action->text())
                                .arg(letter)));
        owners.insert(letter, action->text());
    }
    for (const QAction* action : menu.actions()) {
        if (action->menu() != nullptr) {
            checkMenu(*action->menu(), state);
        }
    }
}

/// Those of the bar, and that of the tree.
void MenusTest::checkMenus(const QString& state)
{
    QMenu bar; // its titles are one more menu
    bar.addActions(m_window->menuBar()->actions());
    Q_EMIT find<QMenu>(m_window.get(), "menuOfTab")->aboutToShow();
    checkMenu(bar, state);
    auto* tree = find<QTreeView>(m_window.get(), "navigation");
    Q_EMIT tree->customContextMenuRequested(tree->visualRect(tree->currentIndex()).center());
    const QPointer<QMenu> context = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY2(!context.isNull(), qPrintable(state));
    checkMenu(*context, state + QStringLiteral(", of the tree"));
    context->close();
    QTRY_VERIFY(context.isNull());
    for (const char* table : {"certificateTable", "messageTable", "clientAttemptsTable"}) {
        QMenu rows(QString::fromLatin1(table));
        rows.addActions(find<DataTable>(m_window.get(), table)->actions());
        checkMenu(rows, state);
    }
}

void MenusTest::mnemonicsAreUnique()
{
    m_window->showWelcome();
    checkMenus(QStringLiteral("nothing"));
    m_window->showCertificate(QStringLiteral("server"));
    checkMenus(QStringLiteral("certificate"));
    m_window->showStore(QStringLiteral("system"));
    checkMenus(QStringLiteral("store"));
    m_window->showServer(kShop);
    checkMenus(QStringLiteral("server"));
    m_window->showClient(kVisitor);
    checkMenus(QStringLiteral("client"));
    QVERIFY(workbench().connectClient(kVisitor));
    checkMenus(QStringLiteral("client that connects"));
    QTRY_VERIFY(workbench().clientStatus(kVisitor).open);
    find<QAction>(m_window.get(), "tab2")->trigger();
    checkMenus(QStringLiteral("client with its messages"));
}

void MenusTest::viewMenuNamesTheTabs()
{
    m_window->showClient(kVisitor);
    const auto* view
        = find<ConnectionView>(find(m_window.get(), "clientPage"), "clientAttemptsView");
    QStringList shown;
    for (int index = 0; index < view->tabCount(); ++index) {
        const auto* action
            = find<QAction>(m_window.get(), qPrintable(QStringLiteral("tab%1").arg(index + 1)));
        QVERIFY(action->isVisible());
        QCOMPARE(withoutMnemonic(action->text()), view->tabTitle(index));
        shown.append(view->tabTitle(index));
    }
    QVERIFY(shown.contains(QStringLiteral("Messages")));
}

void MenusTest::savesNoReportOfNothing()
{
    m_window->showClient(kVisitor);
    QVERIFY(!isEnabled("saveReport"));
    QVERIFY(workbench().connectClient(kVisitor));
    QTRY_VERIFY(isEnabled("saveReport"));
    m_window->showCertificate(QStringLiteral("server"));
    QVERIFY(!isEnabled("saveReport"));
}

void MenusTest::clearsOnlyWhatIsThere()
{
    m_window->showClient(kVisitor);
    QVERIFY(!isEnabled("clear"));
    QVERIFY(workbench().connectClient(kVisitor));
    QTRY_VERIFY(workbench().clientStatus(kVisitor).open);
    QVERIFY(!isEnabled("clear")); // it is open
    workbench().disconnectClient(kVisitor);
    QTRY_VERIFY(isEnabled("clear"));
    find<QAction>(m_window.get(), "clear")->trigger();
    QVERIFY(workbench().connections(Role::Client, kVisitor).isEmpty());
    QVERIFY(!isEnabled("clear"));
}

void MenusTest::certificateActionsNeedWhatTheyUse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("serves");
    QTest::addColumn<bool>("canBeRevoked");
    QTest::newRow("whole") << "server" << true << true;
    QTest::newRow("without key") << "no key" << false << true;
    QTest::newRow("of a CA that is elsewhere") << "foreign" << true << false;
}

void MenusTest::certificateActionsNeedWhatTheyUse()
{
    QFETCH(const QString, name);
    QFETCH(const bool, serves);
    QFETCH(const bool, canBeRevoked);
    QVERIFY(workbench().addCertificate(QStringLiteral("foreign"), tests::TestPki().server()));
    QVERIFY(workbench().addCertificate(QStringLiteral("intermediate"),
                                       m_fixture->pki().intermediate()));
    m_window->showCertificate(name);
    QCOMPARE(isEnabled("serve"), serves);
    QCOMPARE(isEnabled("revokeCertificate"), canBeRevoked);
    QCOMPARE(isEnabled("makeOcsp"), canBeRevoked);
}

void MenusTest::selfSignedNeedsItsKeyToKeepIt()
{
    KeyMaterial alone = m_fixture->pki().root();
    alone.key.reset();
    QVERIFY(workbench().removeCertificate(QStringLiteral("root")));
    QVERIFY(workbench().addCertificate(QStringLiteral("bare root"), alone));
    m_window->showCertificate(QStringLiteral("bare root"));
    const QWidget* dialog = open("renewCertificate", "renewDialog");
    const auto* key = find<QComboBox>(dialog, "renewKey");
    QVERIFY(key->findText(QStringLiteral("The same key"), Qt::MatchStartsWith) < 0);
    QCOMPARE(key->currentIndex(), 0);
}

void MenusTest::menuActsOnItsOwnKind_data()
{
    QTest::addColumn<QString>("menu");
    QTest::addColumn<bool>("acts"); // on a client
    QTest::newRow("certificates") << "menuOfCertificates" << false;
    QTest::newRow("servers") << "menuOfServers" << false;
    QTest::newRow("clients") << "menuOfClients" << true;
}

void MenusTest::menuActsOnItsOwnKind()
{
    QFETCH(const QString, menu);
    QFETCH(const bool, acts);
    m_window->showClient(kVisitor);
    auto* shown = find<QMenu>(m_window.get(), qPrintable(menu));
    Q_EMIT shown->aboutToShow();
    for (const char* name : {"start", "repeat", "properties", "rename", "remove"}) {
        auto* action = find<QAction>(m_window.get(), name);
        QVERIFY2(!shown->actions().contains(action) || action->isEnabled() == acts, name);
    }
    Q_EMIT shown->aboutToHide();
    QTRY_VERIFY(isEnabled("start") && isEnabled("remove")); // by their keys, as before
}

} // namespace workbench

QTEST_MAIN(workbench::MenusTest)
#include "menus_test.moc"
