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

    void deleteActsInTheTreeOnly();
    void deleteActsInTheListOfCertificates();

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

} // namespace workbench

QTEST_MAIN(workbench::ThingsTest)
#include "things_test.moc"
