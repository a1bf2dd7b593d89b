#include "tests/ui/support/window_test.h"
#include "ui/common/data_table.h"
#include "ui/connection_view/connection_view.h"
#include "ui/main_window/navigation_tree_model.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeView>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::WindowFixture;

/// Servers and clients in the tree: they are renamed, removed and brought back.
class ThingsTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void renamedClientShowsItsAttempts();
    void renamedServerShowsItsConnections();
    void failedRenamingIsForgottenByTheNext();
    void deleteActsInTheTreeOnly();
    void deleteActsInTheListOfCertificates();
    void barGoesWithItsCommand();
    void undoPutsBackWhatWasThere();
    void filterThatFitsNothingSaysSo();
    void endLeadsToTheLastRow();

private:
    Workbench& workbench() { return m_fixture->workbench(); }

    QTreeView* tree() const { return find<QTreeView>(m_window.get(), "navigation"); }

    QString chosen() const
    {
        return tree()->currentIndex().data(NavigationTreeModel::NameRole).toString();
    }

    void rename(const QString& newName);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    bool connectClient(const QString& name);

    quint16 m_port = 0;
};

void ThingsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    m_port = m_fixture->startServer(QStringLiteral("shop"));
    QVERIFY(m_port != 0);
    for (const char* name : {"first", "second", "third"}) {
        QVERIFY(workbench().addClient(WindowFixture::client(QLatin1String(name), m_port)));
    }
    openWindow();
}

void ThingsTest::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
    QTest::keyClick(m_window->windowHandle(), key, modifiers);
}

/// What is chosen in the tree, by its editor.
void ThingsTest::rename(const QString& newName)
{
    tree()->setFocus();
    key(Qt::Key_F2);
    auto* editor = tree()->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, newName);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(tree()->viewport()->findChild<QLineEdit*>(), nullptr);
}

bool ThingsTest::connectClient(const QString& name)
{
    return workbench().connectClient(name)
        && QTest::qWaitFor([&] { return workbench().clientStatus(name).open; });
}

void ThingsTest::renamedClientShowsItsAttempts()
{
    QVERIFY(connectClient(QStringLiteral("second")));
    m_window->showClient(QStringLiteral("second"));
    rename(QStringLiteral("visitor"));
    QTRY_COMPARE(chosen(), QStringLiteral("visitor"));
    const QWidget* page = find(m_window.get(), "clientPage");
    QCOMPARE(find<DataTable>(page, "clientAttemptsTable")->model()->rowCount(), 1);
    const auto* view = find<ConnectionView>(page, "clientAttemptsView");
    QTRY_VERIFY(!view->connection()->record->open);
    QCOMPARE(view->connection()->record->name, QStringLiteral("visitor"));
    QVERIFY2(message().contains(QStringLiteral("was ended")), qPrintable(message()));
    // It keeps its place, and whoever takes the name starts anew.
    QCOMPARE(workbench().clientNames().at(1), QStringLiteral("visitor"));
    QVERIFY(workbench().addClient(WindowFixture::client(QStringLiteral("second"), m_port)));
    m_window->showClient(QStringLiteral("second"));
    QCOMPARE(find<DataTable>(page, "clientAttemptsTable")->model()->rowCount(), 0);
}

void ThingsTest::renamedServerShowsItsConnections()
{
    QVERIFY(connectClient(QStringLiteral("first")));
    m_window->showServer(QStringLiteral("shop"));
    QTRY_COMPARE(workbench().serverStatus(QStringLiteral("shop")).connections.open(), 1);
    const QString name = QStringLiteral("market");
    rename(name);
    QTRY_COMPARE(chosen(), name);
    const QWidget* page = find(m_window.get(), "serverPage");
    QCOMPARE(find<DataTable>(page, "serverConnectionsTable")->model()->rowCount(), 1);
    QTRY_COMPARE(workbench().serverStatus(name).state, ServerState::Listening);
    QTRY_VERIFY2(textOf(page, "serverCounts").contains(QStringLiteral("0 open · 1 done")),
                 qPrintable(textOf(page, "serverCounts")));
}

void ThingsTest::failedRenamingIsForgottenByTheNext()
{
    m_window->showClient(QStringLiteral("first"));
    rename(QStringLiteral("second"));
    QTRY_VERIFY2(message().contains(QStringLiteral("exists already")), qPrintable(message()));
    rename(QStringLiteral("other"));
    QTRY_COMPARE(chosen(), QStringLiteral("other"));
    QCOMPARE(message(), QString());
}

void ThingsTest::deleteActsInTheTreeOnly()
{
    QVERIFY(connectClient(QStringLiteral("first")));
    m_window->showClient(QStringLiteral("first"));
    auto* attempts = find<DataTable>(m_window.get(), "clientAttemptsTable");
    attempts->setFocus();
    QVERIFY(attempts->hasFocus());
    key(Qt::Key_Delete);
    QCOMPARE(workbench().clientNames().size(), 3);
    QVERIFY(workbench().clientStatus(QStringLiteral("first")).open);
    tree()->setFocus();
    key(Qt::Key_Delete);
    QCOMPARE(workbench().clientNames(),
             (QStringList {QStringLiteral("second"), QStringLiteral("third")}));
}

void ThingsTest::deleteActsInTheListOfCertificates()
{
    const QString name = QStringLiteral("no key");
    m_window->showCertificate(name);
    find(m_window.get(), "certificateSearch")->setFocus();
    key(Qt::Key_Delete);
    QVERIFY(workbench().certificates().find(name));
    find(m_window.get(), "certificateTable")->setFocus();
    key(Qt::Key_Delete);
    QVERIFY(!workbench().certificates().find(name));
}

/// Its button would undo something else.
void ThingsTest::barGoesWithItsCommand()
{
    for (const char* name : {"first", "second"}) {
        m_window->showClient(QLatin1String(name));
        key(Qt::Key_Delete);
    }
    QVERIFY(message().contains(QStringLiteral("“second”")));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(workbench().clientNames(),
             (QStringList {QStringLiteral("second"), QStringLiteral("third")}));
    QVERIFY(!find(m_window.get(), "messageBar")->isVisible());
}

void ThingsTest::undoPutsBackWhatWasThere()
{
    const QString name = QStringLiteral("second");
    const QStringList before = workbench().clientNames();
    QVERIFY(connectClient(name));
    workbench().disconnectClient(name);
    QTRY_VERIFY(!workbench().clientStatus(name).open);
    const ClientStatus status = workbench().clientStatus(name);
    m_window->showClient(name);
    key(Qt::Key_Delete);
    QVERIFY(!workbench().clientNames().contains(name));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(workbench().clientNames(), before);
    QCOMPARE(chosen(), name);
    QVERIFY(tree()->hasFocus());
    QCOMPARE(workbench().clientStatus(name).lastRecord, status.lastRecord);
    QVERIFY(status.former && workbench().clientStatus(name).former == status.former);

    const QString shop = QStringLiteral("shop");
    QVERIFY(workbench().addServer({{.name = QStringLiteral("z")}, {QStringLiteral("server")}}));
    m_window->showServer(shop);
    key(Qt::Key_Delete);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(workbench().serverNames(), (QStringList {shop, QStringLiteral("z")}));
    QCOMPARE(chosen(), shop);
    QTRY_COMPARE(workbench().serverStatus(shop).state, ServerState::Listening);
    QCOMPARE(workbench().serverStatus(shop).connections.done(), 1);
}

void ThingsTest::filterThatFitsNothingSaysSo()
{
    QVERIFY(connectClient(QStringLiteral("first")));
    m_window->showClient(QStringLiteral("first"));
    const QWidget* page = find(m_window.get(), "clientPage");
    const auto* table = find<DataTable>(page, "clientAttemptsTable");
    QVERIFY(tests::type(page, "clientAttemptsFilter", QStringLiteral("zzz")));
    QCOMPARE(table->model()->rowCount(), 0);
    QCOMPARE(table->emptyText(), QStringLiteral("Nothing fits “zzz”."));
    QCOMPARE(textOf(page, "emptyTitle"), QStringLiteral("Nothing fits “zzz”"));
    key(Qt::Key_Escape);
    QCOMPARE(textOf(page, "clientAttemptsFilter"), QString());
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY(workbench().clientStatus(QStringLiteral("first")).open); // it was no key of the window
}

void ThingsTest::endLeadsToTheLastRow()
{
    m_window->showCertificate({});
    auto* table = find<DataTable>(m_window.get(), "certificateTable");
    table->setFocus();
    table->selectRow(0);
    const int column = table->currentIndex().column();
    key(Qt::Key_End);
    QCOMPARE(table->currentRow(), table->model()->rowCount() - 1);
    QCOMPARE(table->currentIndex().column(), column);
    key(Qt::Key_Home);
    QCOMPARE(table->currentRow(), 0);
}

} // namespace workbench

QTEST_MAIN(workbench::ThingsTest)
#include "things_test.moc"
