#include "tests/ui/support/passphrase_window.h"

#include "core/workbench/passphrase_keeper.h"

#include <QAction>
#include <QPointer>
#include <QTest>

namespace workbench::tests {

void PassphraseWindow::openCertificates()
{
    openWindow();
    m_fixture->addCertificates();
    m_desktop = {};
    m_fixture->workbench().passphrases().setStorage(std::make_unique<FakeStorage>(m_desktop));
}

QWidget* PassphraseWindow::dialogOf(const char* action, const char* certificate)
{
    m_window->showCertificate(QLatin1String(certificate));
    find<QAction>(m_window.get(), action)->trigger();
    return find(m_window.get(), "passphraseDialog");
}

bool PassphraseWindow::answer(const QString& passphrase)
{
    const QPointer<QWidget> dialog = asked();
    return !dialog.isNull() && type(dialog, "password", passphrase)
        && click(dialog, "passwordDialogAccept")
        && QTest::qWaitFor([&dialog] { return dialog.isNull(); });
}

} // namespace workbench::tests
