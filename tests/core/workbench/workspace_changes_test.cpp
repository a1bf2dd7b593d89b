#include "core/trace/tls_library.h"
#include "core/workbench/certificate_users.h"
#include "core/workbench/workbench.h"
#include "core/workbench/workspace_file.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace workbench {

/// The workspace file is written by another program while this one has it open.
class WorkspaceChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(initializeTlsLibrary()); }

    void init();

    void renamedElsewhere();
    void changedInBothPlacesAtOnce();
    void cameAndWentElsewhere();
    void runningOnesStay();
    void whoIsLetInHoldsAtOnce();
    void whatCannotBeReadChangesNothing();

private:
    QString path() const { return m_folder->filePath("workspace.json"); }

    /// As `store rename` does it.
    void change(const std::function<void(Workspace&)>& how) const;

    static ServerProfile server(const QString& name, const QString& certificate = "server")
    {
        return {{.name = name}, {certificate}};
    }

    tests::TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void WorkspaceChangesTest::init()
{
    m_workbench.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate("server", m_pki.server()));
    QVERIFY(m_workbench->addServer(server("shop")));
    ClientProfile client;
    client.name = "visitor";
    client.host = "localhost";
    client.certificate = "server";
    QVERIFY(m_workbench->addClient(client));
}

void WorkspaceChangesTest::change(const std::function<void(Workspace&)>& how) const
{
    Workspace workspace = readWorkspace(path()).value();
    how(workspace);
    QVERIFY(writeWorkspace(path(), workspace));
}

void WorkspaceChangesTest::renamedElsewhere()
{
    const QSignalSpy servers(m_workbench.get(), &Workbench::serversChanged);
    change([](Workspace& workspace) { renameCertificate(workspace, "server", "renamed"); });
    QTRY_COMPARE(m_workbench->serverProfile("shop")->certificates, QStringList {"renamed"});
    QCOMPARE(m_workbench->clientProfile("visitor")->certificate, QString("renamed"));
    QVERIFY(servers.count() > 0);
}

/// Before anybody has noticed: neither change is lost.
void WorkspaceChangesTest::changedInBothPlacesAtOnce()
{
    change([](Workspace& workspace) { renameCertificate(workspace, "server", "renamed"); });
    ClientProfile client = *m_workbench->clientProfile("visitor");
    client.port = 4711;
    QVERIFY(m_workbench->changeClient("visitor", client));
    QVERIFY(m_workbench->addServer(server("second", "other")));
    QCOMPARE(m_workbench->serverProfile("shop")->certificates, QStringList {"renamed"});
    const Workspace file = readWorkspace(path()).value();
    QCOMPARE(file.servers.size(), 2);
    QCOMPARE(file.servers.at(0).certificates, QStringList {"renamed"});
    QCOMPARE(file.servers.at(1).name, QString("second"));
    QCOMPARE(file.clients.first().port, quint16(4711)); // this one was changed here
}

void WorkspaceChangesTest::cameAndWentElsewhere()
{
    change([](Workspace& workspace) {
        workspace.servers = {server("theirs")};
        workspace.clients.clear();
    });
    QTRY_COMPARE(m_workbench->serverNames(), QStringList {"theirs"});
    QVERIFY(m_workbench->clientNames().isEmpty());
    QVERIFY(m_workbench->removeServer("theirs"));
    QVERIFY(readWorkspace(path())->servers.isEmpty());
}

void WorkspaceChangesTest::runningOnesStay()
{
    QVERIFY(m_workbench->startServer("shop"));
    QTRY_COMPARE(m_workbench->serverStatus("shop").state, ServerState::Listening);
    change([](Workspace& workspace) { workspace.servers = {server("theirs")}; });
    QTRY_COMPARE(m_workbench->serverNames(), (QStringList {"theirs", "shop"}));
    QCOMPARE(m_workbench->serverStatus("shop").state, ServerState::Listening);
}

void WorkspaceChangesTest::whoIsLetInHoldsAtOnce()
{
    QVERIFY(m_workbench->startServer("shop"));
    QTRY_COMPARE(m_workbench->serverStatus("shop").state, ServerState::Listening);
    QStringList changed;
    connect(m_workbench.get(), &Workbench::serverChanged, this, [&](const QString& name) {
        changed.append(name);
    });
    change([](Workspace& workspace) { workspace.servers.first().access.deny = true; });
    QTRY_VERIFY(m_workbench->serverProfile("shop")->access.deny);
    QTRY_COMPARE(changed, QStringList {"shop"}); // where it is shown
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         m_workbench->serverStatus("shop").port);
    QSignalSpy refused(&client, &QTcpSocket::disconnected);
    QVERIFY(refused.wait());
}

void WorkspaceChangesTest::whatCannotBeReadChangesNothing()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ half");
    file.close();
    QVERIFY(m_workbench->addServer(server("second")));
    QCOMPARE(m_workbench->serverNames(), (QStringList {"shop", "second"}));
    QCOMPARE(readWorkspace(path())->servers.size(), 2);
    QFile aside(path() + ".unreadable");
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), QByteArray("{ half"));
    QVERIFY(file.remove());
    QVERIFY(m_workbench->removeServer("second"));
    QCOMPARE(readWorkspace(path())->servers.size(), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WorkspaceChangesTest)
#include "workspace_changes_test.moc"
