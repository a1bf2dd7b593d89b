#pragma once

#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"
#include "ui/common/notifier.h"
#include "ui/common/window_context.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <QWidget>

#include <memory>

namespace workbench::tests {

/// A workbench in a temporary home, with what pages and dialogs of the window need.
class WindowFixture
{
public:
    WindowFixture();
    ~WindowFixture();
    WindowFixture(const WindowFixture&) = delete;
    WindowFixture& operator=(const WindowFixture&) = delete;

    Workbench& workbench() { return *m_workbench; }

    WindowContext context() { return {*m_workbench, *m_settings, m_notifier, m_undo}; }

    Notifier& notifier() { return m_notifier; }

    QUndoStack& undo() { return m_undo; }

    QString path(const QString& file) const { return m_folder.filePath(file); }

    const TestPki& pki() const { return m_pki; }

    /// Adds "root" (a CA), "server" (for localhost) and "no key" (a certificate alone).
    void addCertificates();

    /// Adds and starts a server with certificate "server"; the port it listens on, 0: it failed.
    quint16 startServer(const QString& name);
    quint16 startServer(const ServerProfile& profile); ///< the same with one of any kind

    static ClientProfile client(const QString& name, quint16 port);

private:
    TestPki m_pki;
    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    Notifier m_notifier;
    QUndoStack m_undo;
    std::unique_ptr<Workbench> m_workbench;
};

/// Waits until a main window that is shown has built all its pages, which it does after its first
/// picture.
bool waitForPages(const QWidget& window);

/// The widget (or action) with this object name anywhere below `root`; null: there is none.
template <typename T = QWidget>
T* find(const QObject* root, const char* name)
{
    return root->findChild<T*>(QLatin1String(name));
}

/// Clicks a button by its object name, as a person does: it must be visible and enabled.
bool click(const QWidget* root, const char* name);

/// Replaces the text of a field by typing.
bool type(const QWidget* root, const char* name, const QString& text);

/// The text of a label or line edit by its object name.
QString textOf(const QWidget* root, const char* name);

} // namespace workbench::tests
