#include "tests/ui/support/window_test.h"
#include "ui/common/state.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QApplication>
#include <QLabel>

namespace workbench {

using tests::find;
using tests::WindowFixture;

/// Another appearance holds for everything that is shown, at once.
class AppearanceTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void nothingKeepsItsOldColour_data();
    void nothingKeepsItsOldColour();

private:
    void choose(const QString& appearance) const
    {
        find<QAction>(m_window.get(), qPrintable(appearance))->trigger();
        QApplication::processEvents();
    }
};

void AppearanceTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    QVERIFY(m_fixture->startServer(QStringLiteral("shop")) != 0);
    ClientProfile client = WindowFixture::client(QStringLiteral("lost"), 1); // nobody listens
    QVERIFY(m_fixture->workbench().addClient(client));
    openWindow();
    m_window->showClient(client.name);
    QVERIFY(m_fixture->workbench().connectClient(client.name));
    QTRY_VERIFY(find(find(m_window.get(), "clientAttempts"), "verdictPanel")->isVisible());
    m_window->showError({.code = ErrorCode::NotFound, .message = QStringLiteral("It is gone.")});
}

void AppearanceTest::nothingKeepsItsOldColour_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("light to dark") << "appearanceLight"
                                   << "appearanceDark";
    QTest::newRow("dark to high contrast") << "appearanceDark"
                                           << "appearanceHighContrast";
}

void AppearanceTest::nothingKeepsItsOldColour()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    choose(before);
    choose(after);
    const auto* reach = find<QLabel>(m_window.get(), "statusReach");
    const QPalette palette = QApplication::palette();
    QCOMPARE(reach->palette().color(QPalette::WindowText), secondaryTextColor(palette));
    const QImage icon
        = stateIcon(State::Failed).pixmap(QSize(20, 20), m_window->devicePixelRatioF()).toImage();
    const QWidget* panel = find(m_window.get(), "clientAttempts");
    QCOMPARE(find<QLabel>(panel, "verdictIcon")->pixmap().toImage(), icon);
    const QImage small
        = stateIcon(State::Failed).pixmap(QSize(16, 16), m_window->devicePixelRatioF()).toImage();
    QCOMPARE(find<QLabel>(m_window.get(), "messageBarIcon")->pixmap().toImage(), small);
}

} // namespace workbench

QTEST_MAIN(workbench::AppearanceTest)
#include "appearance_test.moc"
