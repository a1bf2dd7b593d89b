#include "tests/ui/support/window_fixture.h"
#include "ui/common/elided_label.h"
#include "ui/main_window/main_window.h"
#include "ui/servers/server_dialog.h"

#include <QCheckBox>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::WindowFixture;

namespace {

QString name()
{
    return QStringLiteral("echo");
}

} // namespace

/// What the page of a server says of it, and what can be done there.
class ServerPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void countsWhatBecameOfItsClients();
    void runsWithEarlierSettings();
    void startsWheneverTheProgramOpens();

private:
    ServerStatus status() const { return m_fixture->workbench().serverStatus(name()); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void ServerPageTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(tests::waitForPages(*m_window));
}

void ServerPageTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void ServerPageTest::countsWhatBecameOfItsClients()
{
    const quint16 port = m_fixture->startServer(name());
    m_window->showServer(name());
    const auto* failures = find<ElidedLabel>(m_window.get(), "serverFailures");
    QVERIFY(!failures->isVisible());
    ClientProfile client = WindowFixture::client(QStringLiteral("c"), port);
    client.trust = {.system = true, .store = false, .files = {}}; // it does not know the test CA
    QVERIFY(m_fixture->workbench().addClient(client));
    QVERIFY(m_fixture->workbench().connectClient(client.name));
    QTRY_COMPARE(status().connections.failed(), 1);
    QTRY_VERIFY(failures->isVisible());
    const QString reason = status().connections.reasons().first().title;
    QTRY_COMPARE(failures->fullText(), QStringLiteral("Failed: 1 × %1").arg(reason));
    QTRY_VERIFY2(
        textOf(m_window.get(), "serverCounts").contains(QStringLiteral("0 done · 1 failed")),
        qPrintable(textOf(m_window.get(), "serverCounts")));
}

void ServerPageTest::runsWithEarlierSettings()
{
    QVERIFY(m_fixture->startServer(name()) != 0);
    m_window->showServer(name());
    QTRY_COMPARE(status().state, ServerState::Listening);
    const QWidget* notice = find(m_window.get(), "serverFault");
    QVERIFY(!notice->isVisible());
    ServerProfile changed = *m_fixture->workbench().serverProfile(name());
    changed.versions = TlsVersion::Tls12;
    QVERIFY(m_fixture->workbench().changeServer(name(), changed));
    QTRY_VERIFY(notice->isVisible());
    const QString text = textOf(m_window.get(), "serverFaultText");
    QVERIFY2(text.contains(QStringLiteral("TLS versions")), qPrintable(text));
    QVERIFY(click(m_window.get(), "serverFaultAction"));
    QTRY_VERIFY(!notice->isVisible());
    QTRY_COMPARE(status().state, ServerState::Listening);
    QCOMPARE(status().waiting, QStringList());
}

void ServerPageTest::startsWheneverTheProgramOpens()
{
    QVERIFY(m_fixture->startServer(name()) != 0);
    ServerDialog dialog(m_fixture->context(), name());
    dialog.show();
    auto* box = find<QCheckBox>(&dialog, "serverAutostart");
    QVERIFY(!box->isChecked());
    box->setChecked(true);
    find<QCheckBox>(&dialog, "serverStartNow")->setChecked(false);
    QVERIFY(click(&dialog, "serverDialogAccept"));
    QVERIFY(m_fixture->workbench().serverProfile(name())->autostart);
    // What is only for the next time changes nothing of the server that runs.
    QTRY_COMPARE(status().state, ServerState::Listening);
    QCOMPARE(status().waiting, QStringList());
}

} // namespace workbench

QTEST_MAIN(workbench::ServerPageTest)
#include "server_page_test.moc"
