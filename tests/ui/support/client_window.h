#pragma once

#include "tests/ui/support/window_test.h"

#include <QAction>

#include <functional>

namespace workbench::tests {

/// A window with certificates and one client in it. The base of tests.
class ClientWindow : public WindowTest
{
    Q_OBJECT

protected:
    void begin();
    void end();

    /// Adds the client and shows its page.
    void addClient(quint16 port, const std::function<void(ClientProfile&)>& change = {});

    void trigger(const char* action) const { find<QAction>(m_window.get(), action)->trigger(); }

    /// Chooses the file in the dialog that is open.
    void chooseFile(const char* dialog, const QString& path) const;

    ClientStatus status() const { return m_fixture->workbench().clientStatus(kName); }

    QList<ObservedConnection> records() const
    {
        return m_fixture->workbench().connections(Role::Client, kName);
    }

    const QString kName = QStringLiteral("visitor");
};

} // namespace workbench::tests
