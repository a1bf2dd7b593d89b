#pragma once

#include "tests/ui/support/window_fixture.h"
#include "ui/main_window/main_window.h"

#include <QObject>

#include <memory>

namespace workbench::tests {

/// A window, and what a person does in it again and again. The base of tests.
class WindowTest : public QObject
{
    Q_OBJECT

protected:
    /// Over m_fixture, which is made where the test has not filled one; its pages are built, and
    /// its tree is under QAbstractItemModelTester.
    void openWindow();
    void closeWindow();

    QWidget* open(const char* action, const char* dialog);
    /// The item of a combo box that begins with the text.
    static void choose(const QWidget* root, const char* combo, const QString& text);
    void paste(const QByteArray& text);

    StoreEntry entry(const QString& name) const
    {
        return m_fixture->workbench().certificates().find(name).value_or(StoreEntry {});
    }

    QString message() const { return textOf(m_window.get(), "messageBarText"); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace workbench::tests
