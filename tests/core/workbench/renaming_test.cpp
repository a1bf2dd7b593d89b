#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "tests/support/raw_peer.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

/// Another name is no other server or client: what belongs to it stays with it.
class RenamingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void serverKeepsItsConnectionsAndListens();
    void stoppedServerIsNotStarted();
    void serverThatCannotStartAgainSaysWhy();
    void clientKeepsItsAttempts();
    void attemptUnderWayGoesAlong();
    void whoTakesTheNameInheritsNothing();
    void whoComesAfterARemovedOneInheritsNothing();

private:
    ServerProfile server(const QString& name) const;
    ClientProfile client(const QString& name, quint16 port) const;
    quint16 start(const QString& name);
    bool connectTo(quint16 port);
    Result<void> renameServer(const QString& newName);
    Result<void> renameClient(const QString& newName);

    const QString kOld = QStringLiteral("old");
    const QString kNew = QStringLiteral("new");
    tests::TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void RenamingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void RenamingTest::init()
{
    m_folder.emplace();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate(QStringLiteral("root"), m_pki.root()));
    QVERIFY(m_workbench->addCertificate(QStringLiteral("server"), m_pki.server()));
}

void RenamingTest::cleanup()
{
    m_workbench.reset();
}

ServerProfile RenamingTest::server(const QString& name) const
{
    return {{.name = name}, {QStringLiteral("server")}};
}

ClientProfile RenamingTest::client(const QString& name, quint16 port) const
{
    ClientProfile profile;
    profile.name = name;
    profile.host = QStringLiteral("localhost");
    profile.port = port;
    profile.versions = TlsVersion::Tls12; // its session is there with the handshake
    profile.trust = {.system = false, .store = true, .files = {}};
    return profile;
}

/// Adds and starts it; its port, 0: it does not listen.
quint16 RenamingTest::start(const QString& name)
{
    if (!m_workbench->addServer(server(name)) || !m_workbench->startServer(name)) {
        return 0;
    }
    const bool listening = QTest::qWaitFor(
        [&] { return m_workbench->serverStatus(name).state == ServerState::Listening; });
    return listening ? m_workbench->serverStatus(name).port : 0;
}

/// Adds client "old" and leaves it connected.
bool RenamingTest::connectTo(quint16 port)
{
    return m_workbench->addClient(client(kOld, port)) && m_workbench->connectClient(kOld)
        && QTest::qWaitFor([&] { return m_workbench->clientStatus(kOld).open; });
}

Result<void> RenamingTest::renameServer(const QString& newName)
{
    ServerProfile profile = *m_workbench->serverProfile(kOld);
    profile.name = newName;
    return m_workbench->changeServer(kOld, profile);
}

Result<void> RenamingTest::renameClient(const QString& newName)
{
    ClientProfile profile = *m_workbench->clientProfile(kOld);
    profile.name = newName;
    return m_workbench->changeClient(kOld, profile);
}

void RenamingTest::serverKeepsItsConnectionsAndListens()
{
    const quint16 port = start(kOld);
    QVERIFY(port != 0);
    QVERIFY(connectTo(port));
    QTRY_COMPARE(m_workbench->serverStatus(kOld).connections.open(), 1);
    QSignalSpy batches(m_workbench.get(), &Workbench::connectionsChanged);
    QVERIFY(renameServer(kNew));
    QCOMPARE(m_workbench->connections(Role::Server, kNew).size(), 1);
    QVERIFY(m_workbench->connections(Role::Server, kOld).isEmpty());
    QTRY_COMPARE(m_workbench->serverStatus(kNew).state, ServerState::Listening);
    // Its connection says goodbye to the old name, and is counted under the new one.
    QTRY_COMPARE(m_workbench->serverStatus(kNew).connections.open(), 0);
    QCOMPARE(m_workbench->serverStatus(kNew).connections.done(), 1);
    QCOMPARE(m_workbench->connections(Role::Server, kNew).size(), 1);
    for (const QList<QVariant>& batch : batches) {
        for (const auto& one : batch.first().value<QList<ObservedConnection>>()) {
            QVERIFY(one.record->role == Role::Client || one.record->name == kNew);
        }
    }
    QCOMPARE(m_workbench->serverStatus(kOld).state, ServerState::Stopped);
}

void RenamingTest::stoppedServerIsNotStarted()
{
    QVERIFY(m_workbench->addServer(server(kOld)));
    QVERIFY(renameServer(kNew));
    QCOMPARE(m_workbench->serverNames(), QStringList {kNew});
    QCOMPARE(m_workbench->serverStatus(kNew).state, ServerState::Stopped);
}

void RenamingTest::serverThatCannotStartAgainSaysWhy()
{
    QVERIFY(start(kOld) != 0);
    QVERIFY(m_workbench->removeCertificate(QStringLiteral("server")));
    QVERIFY(renameServer(kNew));
    QCOMPARE(m_workbench->serverStatus(kNew).state, ServerState::Failed);
    QCOMPARE(m_workbench->serverStatus(kNew).fault->where, QStringLiteral("certificate"));
}

void RenamingTest::clientKeepsItsAttempts()
{
    const quint16 port = start(QStringLiteral("s"));
    QVERIFY(port != 0);
    QVERIFY(connectTo(port));
    const quint64 attempt = m_workbench->clientStatus(kOld).lastRecord;
    QVERIFY(renameClient(kNew));
    QCOMPARE(m_workbench->clientStatus(kNew).lastRecord, attempt);
    QVERIFY(m_workbench->clientStatus(kNew).former);
    QVERIFY(m_workbench->connections(Role::Client, kOld).isEmpty());
    QTRY_VERIFY(!m_workbench->clientStatus(kNew).open);
    QCOMPARE(m_workbench->connections(Role::Client, kNew).size(), 1);
    QCOMPARE(m_workbench->connection(attempt)->record->result, ConnectionResult::Established);
    QVERIFY(m_workbench->resumeClient(kNew)); // the session is its own, too
    QTRY_VERIFY(m_workbench->clientStatus(kNew).open);
    QVERIFY(m_workbench->connections(Role::Client, kNew).last().record->negotiated.resumed);
}

/// Its record may not even have come.
void RenamingTest::attemptUnderWayGoesAlong()
{
    const tests::RawPeer silent(tests::RawPeer::Behaviour::Silence);
    QVERIFY(m_workbench->addClient(client(kOld, silent.serverPort())));
    QVERIFY(m_workbench->connectClient(kOld));
    QVERIFY(renameClient(kNew));
    QTRY_COMPARE(m_workbench->connections(Role::Client, kNew).size(), 1);
    QTRY_VERIFY(!m_workbench->clientStatus(kNew).connecting);
    QTRY_VERIFY(!m_workbench->connections(Role::Client, kNew).first().record->open);
    QVERIFY(m_workbench->connections(Role::Client, kOld).isEmpty());
}

void RenamingTest::whoTakesTheNameInheritsNothing()
{
    const quint16 port = start(kOld);
    QVERIFY(port != 0);
    QVERIFY(connectTo(port));
    QTRY_COMPARE(m_workbench->serverStatus(kOld).connections.done(), 1);
    QVERIFY(renameServer(kNew));
    QVERIFY(renameClient(kNew));
    QVERIFY(m_workbench->addServer(server(kOld)));
    QVERIFY(m_workbench->addClient(client(kOld, port)));
    QTRY_VERIFY(!m_workbench->clientStatus(kNew).open);
    QVERIFY(m_workbench->connections(Role::Server, kOld).isEmpty());
    QVERIFY(m_workbench->connections(Role::Client, kOld).isEmpty());
    QCOMPARE(m_workbench->serverStatus(kOld).connections.done(), 0);
    QCOMPARE(m_workbench->serverStatus(kOld).state, ServerState::Stopped);
    QVERIFY(!m_workbench->clientStatus(kOld).former);
    QVERIFY(m_workbench->resumeClient(kOld));
    QTRY_VERIFY(m_workbench->clientStatus(kOld).fault); // no session of somebody else
}

void RenamingTest::whoComesAfterARemovedOneInheritsNothing()
{
    const quint16 port = start(QStringLiteral("s"));
    QVERIFY(port != 0);
    QVERIFY(connectTo(port));
    m_workbench->disconnectClient(kOld);
    QTRY_VERIFY(!m_workbench->clientStatus(kOld).open);
    QVERIFY(m_workbench->removeClient(kOld));
    QVERIFY(m_workbench->addClient(client(kOld, port)));
    QVERIFY(m_workbench->connections(Role::Client, kOld).isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::RenamingTest)
#include "renaming_test.moc"
