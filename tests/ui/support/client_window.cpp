#include "tests/ui/support/client_window.h"

#include <QFileDialog>

namespace workbench::tests {

void ClientWindow::begin()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

void ClientWindow::end()
{
    closeWindow();
    m_fixture.reset();
}

void ClientWindow::addClient(quint16 port, const std::function<void(ClientProfile&)>& change)
{
    ClientProfile profile = WindowFixture::client(kName, port);
    if (change) {
        change(profile);
    }
    QVERIFY(m_fixture->workbench().addClient(profile));
    m_window->showClient(kName);
}

void ClientWindow::chooseFile(const char* dialog, const QString& path) const
{
    auto* chooser = find<QFileDialog>(m_window.get(), dialog);
    QVERIFY(chooser);
    Q_EMIT chooser->fileSelected(path);
    chooser->close();
}

} // namespace workbench::tests
