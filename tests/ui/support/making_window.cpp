#include "tests/ui/support/making_window.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QPointer>
#include <QTest>

namespace workbench::tests {

void MakingWindow::openWindow()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(waitForPages(*m_window));
}

void MakingWindow::closeWindow()
{
    m_window.reset();
    m_fixture.reset();
}

QWidget* MakingWindow::open(const char* action, const char* dialog)
{
    find<QAction>(m_window.get(), action)->trigger();
    return find(m_window.get(), dialog);
}

void MakingWindow::choose(const QWidget* root, const char* combo, const QString& text)
{
    auto* box = find<QComboBox>(root, combo);
    const int index = box->findText(text, Qt::MatchStartsWith);
    QVERIFY2(index >= 0, qPrintable(text));
    box->setCurrentIndex(index);
}

void MakingWindow::paste(const QByteArray& text)
{
    QApplication::clipboard()->setText(QString::fromUtf8(text));
    QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
    find<QAction>(m_window.get(), "paste")->trigger();
}

void MakingWindow::make(const QString& kind, const QString& name, const QString& issuer)
{
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "certificateKind", kind);
    QVERIFY(type(dialog, "certificateName", name));
    if (!issuer.isEmpty()) {
        choose(dialog, "certificateIssuer", issuer);
    }
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(entry(name).name, name);
}

} // namespace workbench::tests
