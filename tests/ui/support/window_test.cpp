#include "tests/ui/support/window_test.h"

#include "ui/main_window/navigation_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QTest>

namespace workbench::tests {

void WindowTest::openWindow()
{
    if (!m_fixture) {
        m_fixture = std::make_unique<WindowFixture>();
    }
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    new QAbstractItemModelTester(find<NavigationView>(m_window.get(), "navigation")->model(),
                                 QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_window.get());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(waitForPages(*m_window));
}

void WindowTest::closeWindow()
{
    m_window.reset();
    m_fixture.reset();
}

QWidget* WindowTest::open(const char* action, const char* dialog)
{
    find<QAction>(m_window.get(), action)->trigger();
    return find(m_window.get(), dialog);
}

void WindowTest::choose(const QWidget* root, const char* combo, const QString& text)
{
    auto* box = find<QComboBox>(root, combo);
    const int index = box->findText(text, Qt::MatchStartsWith);
    QVERIFY2(index >= 0, qPrintable(text));
    box->setCurrentIndex(index);
}

void WindowTest::paste(const QByteArray& text)
{
    QApplication::clipboard()->setText(QString::fromUtf8(text));
    QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
    find<QAction>(m_window.get(), "paste")->trigger();
}

} // namespace workbench::tests
