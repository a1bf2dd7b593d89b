#include "core/connection/rekeying.h"
#include "tests/ui/support/window_test.h"

#include <QAction>
#include <QPushButton>

namespace workbench {

using tests::click;
using tests::find;
using tests::WindowFixture;

/// What a person does with a server that runs.
class ServerActionsTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keysAreUpdated();
};

void ServerActionsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

void ServerActionsTest::cleanup()
{
    closeWindow();
    m_fixture.reset();
}

void ServerActionsTest::keysAreUpdated()
{
    const QString shop = QStringLiteral("shop");
    const QString visitor = QStringLiteral("visitor");
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addClient(WindowFixture::client(visitor, m_fixture->startServer(shop))));
    QVERIFY(workbench.connectClient(visitor));
    const auto served = [&] {
        const QList<ObservedConnection> all = workbench.connections(Role::Server, shop);
        return all.isEmpty() ? nullptr : all.last().record;
    };
    QTRY_VERIFY(served() && served()->open);
    m_window->showServer(shop);
    find<QAction>(m_window.get(), "tab5")->trigger();
    const QWidget* connections = find(m_window.get(), "serverConnections");
    auto* button = find<QPushButton>(connections, "rekey");
    QTRY_VERIFY(button->isVisible() && button->isEnabled());
    for (const char* of : {"sendInput", "sendCanned", "closeSending", "breakOff"}) {
        QVERIFY2(!find<QWidget>(connections, of)->isVisible(), of); // a client's
    }
    QVERIFY(click(connections, "rekey"));
    const auto isAnswered = [&] {
        workbench.sendFromClient(visitor, "word"); // the client's own goes before it
        return isRekeyed(*served(), Rekeying::KeyUpdate);
    };
    QTRY_VERIFY(isAnswered());
    QVERIFY(served()->open);
    workbench.rekeyServerConnection(shop, served()->id, Rekeying::Renegotiation);
    QTRY_VERIFY2(message().contains(QStringLiteral("TLS 1.3 has no renegotiation")),
                 qPrintable(message()));
}

} // namespace workbench

QTEST_MAIN(workbench::ServerActionsTest)
#include "server_actions_test.moc"
