#include "core/connection/rekeying.h"
#include "tests/support/data_chunks.h"
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
    void typedToOneClient();
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
    for (const char* of : {"sendFile", "sendCanned", "closeSending", "breakOff"}) {
        QVERIFY2(!find<QWidget>(connections, of)->isVisible(), of); // a client's
    }
    QVERIFY(click(connections, "rekey"));
    const auto isAnswered = [&] {
        workbench.sendFromClient(visitor, "word"); // the client's own goes before it
        return rekeyingAnswers(*served(), Rekeying::KeyUpdate) > 0;
    };
    QTRY_VERIFY(isAnswered());
    QVERIFY(served()->open);
    workbench.rekeyServerConnection(shop, served()->id, Rekeying::Renegotiation);
    QTRY_VERIFY2(message().contains(QStringLiteral("TLS 1.3 has no renegotiation")),
                 qPrintable(message()));
}

/// What is typed goes to the client that is shown and to no other.
void ServerActionsTest::typedToOneClient()
{
    const QString shop = QStringLiteral("shop");
    Workbench& workbench = m_fixture->workbench();
    const quint16 port = m_fixture->startServer(shop);
    const QStringList visitors {QStringLiteral("first"), QStringLiteral("second")};
    const auto shown = [&] { return workbench.connections(Role::Server, shop); };
    for (const QString& visitor : visitors) {
        QVERIFY(workbench.addClient(WindowFixture::client(visitor, port)));
        QVERIFY(workbench.connectClient(visitor));
        QTRY_VERIFY(workbench.clientStatus(visitor).open);
    }
    QTRY_VERIFY(shown().size() == 2 && shown().first().record->open && shown().last().record->open);
    m_window->showServer(shop);
    find<QAction>(m_window.get(), "tab5")->trigger();
    const QWidget* connections = find(m_window.get(), "serverConnections");
    QTRY_VERIFY(find(connections, "sendInput")->isEnabled());
    QVERIFY(tests::type(connections, "sendInput", QStringLiteral("hello client")));
    QVERIFY(click(connections, "sendButton"));
    const auto heard = [&](const QString& visitor) {
        const auto record = workbench.connections(Role::Client, visitor).last().record;
        return tests::bytesOf(record->data, Direction::Received);
    };
    // The newest is shown first.
    QTRY_COMPARE(heard(visitors.last()).trimmed(), QByteArray("hello client"));
    QCOMPARE(heard(visitors.first()), QByteArray());
    QVERIFY(click(connections, "endConnection"));
    QTRY_VERIFY(!workbench.clientStatus(visitors.last()).open);
    const auto ended = workbench.connections(Role::Client, visitors.last()).last().record;
    QCOMPARE(ended->peerEnding, PeerEnding::CloseNotify);
    QVERIFY(workbench.clientStatus(visitors.first()).open);
}

} // namespace workbench

QTEST_MAIN(workbench::ServerActionsTest)
#include "server_actions_test.moc"
