#pragma once

#include "tests/ui/support/window_fixture.h"
#include "ui/main_window/main_window.h"

#include <QObject>

#include <memory>

namespace workbench::tests {

/// A window in which certificates are made, and what a person does there again and again. The base
/// of tests.
class MakingWindow : public QObject
{
    Q_OBJECT

protected:
    void openWindow();
    void closeWindow();

    QWidget* open(const char* action, const char* dialog);
    void choose(const QWidget* root, const char* combo, const QString& text);
    void make(const QString& kind, const QString& name, const QString& issuer);
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
