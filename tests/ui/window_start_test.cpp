#include "tests/ui/support/window_fixture.h"
#include "ui/connection_view/connection_view.h"
#include "ui/main_window/main_window.h"

#include <QApplication>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

#include <memory>

namespace workbench {

using tests::find;
using tests::textOf;
using tests::WindowFixture;

namespace {

/// Counts the windows that come up.
class WindowCounter : public QObject
{
public:
    QStringList shown;

    bool eventFilter(QObject* object, QEvent* event) override
    {
        const auto* widget = qobject_cast<QWidget*>(object);
        if (event->type() == QEvent::Show && widget != nullptr && widget->isWindow()) {
            shown.append(QLatin1String(widget->metaObject()->className()));
        }
        return false;
    }
};

} // namespace

/// How the window comes up: its frame first, then what the workbench has in it.
class WindowStartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void workspaceOpenedAfterTheWindow();
    void frameThatIsNotSeen();
    void sizesAreRemembered();
    void whatWasChosenIsRemembered();
    void pagesComeWithoutWindowsOfTheirOwn();

private:
    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void WindowStartTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
}

void WindowStartTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void WindowStartTest::workspaceOpenedAfterTheWindow()
{
    m_fixture->addCertificates();
    QVERIFY(m_fixture->workbench().addClient(WindowFixture::client(QStringLiteral("c"), 443)));
    Workbench later(m_fixture->workbench().home());
    MainWindow window(later, MainWindow::Extent::Frame);
    QVERIFY(window.isVisible());
    const auto* pages = find<QStackedWidget>(&window, "pages");
    QCOMPARE(pages->count(), 1); // none is built before the first picture
    QSignalSpy shown(&window, &MainWindow::frameShown);
    connect(&window, &MainWindow::frameShown, &later, [&] { QVERIFY(later.open()); });
    QTRY_COMPARE(pages->currentWidget()->objectName(), QStringLiteral("clientPage"));
    QVERIFY(tests::waitForPages(window));
    QCOMPARE(shown.size(), 1);
    QCOMPARE(pages->currentWidget()->objectName(), QStringLiteral("clientPage"));
}

/// As one that comes up as an icon, of which there is no picture.
void WindowStartTest::frameThatIsNotSeen()
{
    MainWindow window(m_fixture->workbench(), MainWindow::Extent::Frame);
    window.hide();
    QSignalSpy shown(&window, &MainWindow::frameShown);
    QTRY_COMPARE(shown.size(), 1);
    QCOMPARE(find<QStackedWidget>(&window, "pages")->currentWidget()->objectName(),
             QStringLiteral("welcomePage"));
}

void WindowStartTest::sizesAreRemembered()
{
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    // Within the screen: what is larger is cut by newer versions of Qt.
    const QSize usual = m_window->size();
    m_window->resize(QSize(780, 610).expandedTo(m_window->minimumSizeHint()));
    const QSize chosen = m_window->size();
    QVERIFY(chosen != usual);
    m_window->close();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    QCOMPARE(m_window->size(), chosen);
}

void WindowStartTest::whatWasChosenIsRemembered()
{
    const QString name = QStringLiteral("second");
    for (const QString& one : {QStringLiteral("first"), name}) {
        QVERIFY(m_fixture->workbench().addClient(WindowFixture::client(one, 443)));
    }
    const auto open = [this] {
        m_window = std::make_unique<MainWindow>(m_fixture->workbench());
        m_window->show();
        QVERIFY(tests::waitForPages(*m_window));
    };
    open();
    m_window->showClient(name);
    const auto view = [this] {
        return find<ConnectionView>(find(m_window.get(), "clientPage"), "clientAttemptsView");
    };
    view()->showTab(QStringLiteral("certificatesTab"));
    m_window->close();
    open();
    QCOMPARE(textOf(m_window.get(), "clientHeaderTitle"), name);
    QCOMPARE(view()->frontTab(), QStringLiteral("certificatesTab"));
    // What is gone is not looked for.
    m_window->close();
    QVERIFY(m_fixture->workbench().removeClient(name));
    open();
    QCOMPARE(textOf(m_window.get(), "clientHeaderTitle"), QStringLiteral("first"));
    QCOMPARE(view()->frontTab(), QStringLiteral("certificatesTab"));
}

void WindowStartTest::pagesComeWithoutWindowsOfTheirOwn()
{
    // A widget that is shown before it has a parent flashes up and takes the keyboard away.
    WindowCounter counter;
    qApp->installEventFilter(&counter);
    m_window = std::make_unique<MainWindow>(m_fixture->workbench(), MainWindow::Extent::Frame);
    QVERIFY(tests::waitForPages(*m_window));
    QCOMPARE(counter.shown, QStringList {QStringLiteral("workbench::MainWindow")});
}

} // namespace workbench

QTEST_MAIN(workbench::WindowStartTest)
#include "window_start_test.moc"
