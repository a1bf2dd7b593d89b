#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "tests/support/raw_peer.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <limits>
#include <optional>

namespace workbench {

/// The whole engine behind the window: names, states, records, threads.
class WorkbenchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void tourOnLoopback();
    void row1NamesAreCaseSensitive();
    void startFailuresAreKept();
    void keyThatIsOfNoUseIsNotAskedFor();
    void addressInUseIsAStateWithAFinding();
    void row14DenyWhileRunning();
    void workspaceComesBack();
    void brokenWorkspaceIsNotOverwritten();
    void bothEndsExplainEachOther();
    void cancelWhileConnecting();
    void changedFileIsNotOverwritten();
    void row24SeveralConnectionsAtOnce();
    void repetitionIsRecordsOfTheirOwn();
    void connectingEndsARepetition();
    void lastResultsAreWritten();
    void repetitionIsCancelled();
    void guiThreadStaysFree();

private:
    void addCertificates();
    ServerProfile server(const QString& name) const;
    ClientProfile client(const QString& name, quint16 port) const;
    quint16 start(const ServerProfile& profile);
    qint64 longestGapWhileConnecting(int clients);
    std::optional<ObservedConnection> connectAndWait(const ClientProfile& profile);

    tests::TestPki m_pki;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void WorkbenchTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

void WorkbenchTest::init()
{
    m_folder.emplace();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
}

void WorkbenchTest::cleanup()
{
    m_workbench.reset();
}

void WorkbenchTest::addCertificates()
{
    QVERIFY(m_workbench->addCertificate(QStringLiteral("root"), m_pki.root()));
    QVERIFY(m_workbench->addCertificate(QStringLiteral("server"), m_pki.server()));
}

ServerProfile WorkbenchTest::server(const QString& name) const
{
    return {{.name = name}, {QStringLiteral("server")}};
}

ClientProfile WorkbenchTest::client(const QString& name, quint16 port) const
{
    ClientProfile profile;
    profile.name = name;
    profile.host = QStringLiteral("localhost");
    profile.port = port;
    profile.trust = {.system = false, .store = true, .files = {}};
    return profile;
}

quint16 WorkbenchTest::start(const ServerProfile& profile)
{
    if (!m_workbench->serverProfile(profile.name) && !m_workbench->addServer(profile)) {
        return 0;
    }
    if (!m_workbench->startServer(profile.name)) {
        return 0;
    }
    const bool listening = QTest::qWaitFor(
        [&] { return m_workbench->serverStatus(profile.name).state == ServerState::Listening; });
    return listening ? m_workbench->serverStatus(profile.name).port : 0;
}

std::optional<ObservedConnection> WorkbenchTest::connectAndWait(const ClientProfile& profile)
{
    if (!m_workbench->clientProfile(profile.name) && !m_workbench->addClient(profile)) {
        return std::nullopt;
    }
    const quint64 before = m_workbench->clientStatus(profile.name).lastRecord;
    if (!m_workbench->connectClient(profile.name)) {
        return std::nullopt;
    }
    const bool decided = QTest::qWaitFor([&] {
        const ClientStatus status = m_workbench->clientStatus(profile.name);
        return status.lastRecord != before && !status.connecting;
    });
    return decided ? m_workbench->connection(m_workbench->clientStatus(profile.name).lastRecord)
                   : std::nullopt;
}

void WorkbenchTest::tourOnLoopback()
{
    QElapsedTimer timer;
    timer.start();
    QSignalSpy issued(m_workbench.get(), &Workbench::certificateIssued);
    m_workbench->issueCertificate(
        QStringLiteral("Test CA"),
        {.kind = CertificateKind::Ca, .subject = QStringLiteral("Test CA")},
        {});
    QVERIFY(issued.wait());
    m_workbench->issueCertificate(
        QStringLiteral("server"),
        {.kind = CertificateKind::Server,
         .subject = QStringLiteral("localhost"),
         .san = {QStringLiteral("dns:localhost"), QStringLiteral("ip:127.0.0.1")}},
        QStringLiteral("Test CA"));
    QVERIFY(issued.wait());
    const quint16 port = start(server(QStringLiteral("tour")));
    QVERIFY(port != 0);
    const auto connection = connectAndWait(client(QStringLiteral("tour"), port));
    QVERIFY(connection);
    QCOMPARE(connection->record->result, ConnectionResult::Established);
    QVERIFY2(connection->findings.isEmpty(),
             connection->findings.isEmpty() ? "" : qPrintable(connection->findings.first().title));
    QTRY_COMPARE(m_workbench->serverStatus(QStringLiteral("tour")).connections.done(), 1);
    QCOMPARE(m_workbench->connections(Role::Server, QStringLiteral("tour")).size(), 1);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

void WorkbenchTest::row1NamesAreCaseSensitive()
{
    addCertificates();
    QVERIFY(m_workbench->addServer(server(QStringLiteral("shop"))));
    QVERIFY(m_workbench->addServer(server(QStringLiteral("Shop"))));
    const Result<void> again = m_workbench->addServer(server(QStringLiteral("shop")));
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(m_workbench->serverNames(),
             (QStringList {QStringLiteral("shop"), QStringLiteral("Shop")}));
    QCOMPARE(m_workbench->freeServerName(QStringLiteral("shop")), QStringLiteral("shop 2"));
    QVERIFY(!m_workbench->startServer(QStringLiteral("SHOP")));
}

void WorkbenchTest::startFailuresAreKept()
{
    QVERIFY(m_workbench->addServer(server(QStringLiteral("s")))); // no certificate in the store
    QVERIFY(!m_workbench->startServer(QStringLiteral("s")));
    QCOMPARE(m_workbench->serverStatus(QStringLiteral("s")).state, ServerState::Failed);
    QCOMPARE(m_workbench->serverStatus(QStringLiteral("s")).fault->where,
             QStringLiteral("certificate"));
}

/// As a profile may have been kept that was made before anybody looked.
void WorkbenchTest::keyThatIsOfNoUseIsNotAskedFor()
{
    ClientProfile profile;
    profile.name = QStringLiteral("clear");
    profile.port = 1;
    profile.plain = true;
    profile.pskIdentity = QStringLiteral("me");
    QVERIFY(m_workbench->addClient(profile));
    ServerProfile served;
    served.name = profile.name;
    served.plain = true;
    served.pskIdentity = profile.pskIdentity;
    QVERIFY(m_workbench->addServer(served));
    bool asked = false;
    const PasswordSource password = [&asked](const QString& /*name*/) {
        asked = true;
        return QByteArray("00ff");
    };
    for (const Result<void>& begun : {m_workbench->connectClient(profile.name, password),
                                      m_workbench->startServer(served.name, password)}) {
        QVERIFY(!begun);
        QCOMPARE(begun.error().where, QStringLiteral("psk"));
        QVERIFY(begun.error().message.contains(QStringLiteral("Without TLS")));
        QVERIFY(!asked);
    }
    QCOMPARE(m_workbench->serverStatus(served.name).state, ServerState::Failed);
}

void WorkbenchTest::row14DenyWhileRunning()
{
    addCertificates();
    const QString name = QStringLiteral("s");
    const quint16 port = start(server(name));
    QVERIFY(port != 0);
    const auto result = [&] {
        const auto connection = connectAndWait(client(QStringLiteral("c"), port));
        return connection ? connection->record->result : ConnectionResult::InProgress;
    };
    QCOMPARE(result(), ConnectionResult::Established);
    QVERIFY(m_workbench->setServerDeny(name, true));
    QVERIFY(m_workbench->serverProfile(name)->access.deny);
    QCOMPARE(result(), ConnectionResult::Failed);
    ServerProfile letsIn = *m_workbench->serverProfile(name);
    letsIn.access = {.allowed = {QStringLiteral("127.0.0.0/8"), QStringLiteral("::1")}};
    QVERIFY(m_workbench->changeServer(name, letsIn));
    QCOMPARE(result(), ConnectionResult::Established);
    QCOMPARE(m_workbench->serverStatus(name).port, port); // it has run all the time
    QVERIFY(!m_workbench->setServerDeny(QStringLiteral("nobody"), true));
}

void WorkbenchTest::addressInUseIsAStateWithAFinding()
{
    addCertificates();
    const tests::RawPeer holder(tests::RawPeer::Behaviour::Silence);
    ServerProfile profile = server(QStringLiteral("s"));
    profile.listen.port = holder.serverPort();
    QVERIFY(m_workbench->addServer(profile));
    QVERIFY(m_workbench->startServer(QStringLiteral("s")));
    QTRY_COMPARE(m_workbench->serverStatus(QStringLiteral("s")).state, ServerState::Failed);
    QCOMPARE(diagnose(*m_workbench->serverStatus(QStringLiteral("s")).fault).id,
             QStringLiteral("listen-address-in-use"));
}

void WorkbenchTest::workspaceComesBack()
{
    addCertificates();
    QVERIFY(m_workbench->addServer(server(QStringLiteral("s"))));
    QVERIFY(m_workbench->addClient(client(QStringLiteral("c"), 4433)));
    QVERIFY(m_workbench->renameCertificate(QStringLiteral("server"), QStringLiteral("shop")));
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(m_workbench->open());
    QCOMPARE(m_workbench->serverNames(), QStringList {QStringLiteral("s")});
    QCOMPARE(m_workbench->serverProfile(QStringLiteral("s"))->certificates,
             QStringList {QStringLiteral("shop")});
    QCOMPARE(m_workbench->clientProfile(QStringLiteral("c"))->port, quint16(4433));
    QCOMPARE(m_workbench->usersOfCertificate(QStringLiteral("shop")),
             QStringList {QStringLiteral("s")});
}

void WorkbenchTest::brokenWorkspaceIsNotOverwritten()
{
    const QString path = m_folder->filePath(QStringLiteral("workspace.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ broken");
    file.close();
    m_workbench = std::make_unique<Workbench>(m_folder->path());
    QVERIFY(!m_workbench->open());
    const Result<void> added = m_workbench->addClient(client(QStringLiteral("c"), 1));
    QVERIFY(added); // works in this run …
    QVERIFY(QFile::exists(path
                          + QStringLiteral(".unreadable"))); // … and the broken file is still there
}

void WorkbenchTest::bothEndsExplainEachOther()
{
    addCertificates();
    ServerProfile serverProfile = server(QStringLiteral("s"));
    serverProfile.versions = TlsVersion::Tls13;
    const quint16 port = start(serverProfile);
    ClientProfile profile = client(QStringLiteral("c"), port);
    profile.versions = TlsVersion::Tls12;
    const auto connection = connectAndWait(profile);
    QVERIFY(connection && !connection->findings.isEmpty());
    QCOMPARE(connection->findings.first().id, QStringLiteral("version-client-too-old"));
    const auto counters
        = [this] { return m_workbench->serverStatus(QStringLiteral("s")).connections; };
    QTRY_COMPARE(counters().failed(), 1);
    QTRY_COMPARE(counters().reasons().first().id, QStringLiteral("version-client-too-old"));
}

void WorkbenchTest::cancelWhileConnecting()
{
    const tests::RawPeer peer(tests::RawPeer::Behaviour::Silence);
    QVERIFY(m_workbench->addClient(client(QStringLiteral("c"), peer.serverPort())));
    QVERIFY(m_workbench->connectClient(QStringLiteral("c")));
    QTRY_VERIFY(m_workbench->clientStatus(QStringLiteral("c")).lastRecord != 0);
    m_workbench->cancelClient(QStringLiteral("c"));
    QTRY_VERIFY(!m_workbench->clientStatus(QStringLiteral("c")).connecting);
    const auto record
        = m_workbench->connection(m_workbench->clientStatus(QStringLiteral("c")).lastRecord)
              ->record;
    QCOMPARE(record->result, ConnectionResult::Cancelled);
}

void WorkbenchTest::changedFileIsNotOverwritten()
{
    addCertificates();
    const StoreEntry entry = *m_workbench->certificates().find(QStringLiteral("server"));
    const QByteArray before = *m_workbench->certificateFile(entry);
    const QByteArray other = *toPem(m_pki.client());
    QVERIFY(m_workbench->rewriteCertificate(entry.name, before, other));
    // Whoever knows the old file only does not write over the new one, nor take it for the old.
    const Result<StoreEntry> refused
        = m_workbench->rewriteCertificate(entry.name, before, *toPem(m_pki.server()));
    QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
    QCOMPARE(m_workbench->certificateFile(entry).error().code, ErrorCode::InvalidInput);
    const StoreEntry now = *m_workbench->certificates().find(entry.name);
    QCOMPARE(*m_workbench->certificateFile(now), other);
    QVERIFY(m_workbench->rewriteCertificate(entry.name, other, before));
    QCOMPARE(m_workbench->certificates().find(entry.name)->der, entry.der);
}

void WorkbenchTest::row24SeveralConnectionsAtOnce()
{
    addCertificates();
    const quint16 port = start(server(QStringLiteral("s")));
    constexpr int kClients = 20;
    for (int i = 0; i < kClients; ++i) {
        const QString name = QStringLiteral("c%1").arg(i);
        QVERIFY(m_workbench->addClient(client(name, port)));
        QVERIFY(m_workbench->connectClient(name));
    }
    QTRY_COMPARE_WITH_TIMEOUT(
        m_workbench->serverStatus(QStringLiteral("s")).connections.done(), kClients, 10'000);
    for (int i = 0; i < kClients; ++i) {
        QTRY_VERIFY(m_workbench->clientStatus(QStringLiteral("c%1").arg(i)).open);
    }
    QCOMPARE(m_workbench->serverStatus(QStringLiteral("s")).connections.open(), kClients);
}

void WorkbenchTest::repetitionIsRecordsOfTheirOwn()
{
    addCertificates();
    const quint16 port = start(server(QStringLiteral("shop")));
    QVERIFY(port != 0);
    QVERIFY(m_workbench->addClient(client(QStringLiteral("visitor"), port)));
    constexpr int kCount = 4;
    QList<int> progress;
    connect(m_workbench.get(), &Workbench::clientChanged, this, [&](const QString& name) {
        const ClientStatus status = m_workbench->clientStatus(name);
        if (status.repetitions == kCount && !progress.contains(status.repeated)) {
            progress.append(status.repeated);
        }
    });
    QSignalSpy ended(m_workbench.get(), &Workbench::repetitionEnded);
    QVERIFY(m_workbench->repeatClient(QStringLiteral("visitor"), kCount, Milliseconds(1)));
    QVERIFY(ended.wait(10'000));
    // Of what happens between two batches the newest is told.
    QVERIFY(!progress.isEmpty() && progress.first() == 0 && progress.last() <= kCount);
    QVERIFY(std::is_sorted(progress.begin(), progress.end()));
    const auto sum = ended.first().at(1).value<Repetition>();
    QCOMPARE(sum.countOf(ConnectionResult::Established), kCount);
    QCOMPARE(ended.first().at(2).toInt(), kCount);
    QTRY_COMPARE(m_workbench->connections(Role::Client, QStringLiteral("visitor")).size(), kCount);
    QCOMPARE(m_workbench->clientStatus(QStringLiteral("visitor")).repetitions, 0);
    QTRY_VERIFY(!m_workbench->clientStatus(QStringLiteral("visitor")).open);
}

/// Whoever connects in the middle of it ends it; nothing goes on saying that it is under way.
void WorkbenchTest::connectingEndsARepetition()
{
    addCertificates();
    const quint16 port = start(server(QStringLiteral("shop")));
    QVERIFY(port != 0);
    const QString name = QStringLiteral("visitor");
    QVERIFY(m_workbench->addClient(client(name, port)));
    QSignalSpy ended(m_workbench.get(), &Workbench::repetitionEnded);
    constexpr int kCount = 1000;
    QVERIFY(m_workbench->repeatClient(name, kCount, Milliseconds(0)));
    QTRY_VERIFY(m_workbench->clientStatus(name).repeated > 0);
    QVERIFY(m_workbench->connectClient(name));
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(ended.first().at(1).value<Repetition>().count() > 0);
    QVERIFY(ended.first().at(1).value<Repetition>().count() < kCount);
    QCOMPARE(ended.first().at(2).toInt(), kCount);
    QTRY_VERIFY(m_workbench->clientStatus(name).open);
    QCOMPARE(m_workbench->clientStatus(name).repetitions, 0);
    QCOMPARE(m_workbench->clientStatus(name).repeated, 0);
}

/// What was not written down is tried again, and what a client that is gone has left is let go.
void WorkbenchTest::lastResultsAreWritten()
{
    const QString path = m_workbench->home() + QStringLiteral("/last-results.json");
    QVERIFY(QDir().mkpath(path + QStringLiteral("/in the way")));
    const tests::RawPeer peer(tests::RawPeer::Behaviour::CloseAtOnce);
    const QString name = QStringLiteral("visitor");
    QVERIFY(m_workbench->addClient(client(name, peer.serverPort())));
    const auto isWritten = [path] { return QFileInfo(path).isFile(); };
    QVERIFY(m_workbench->connectClient(name));
    QTRY_VERIFY(m_workbench->clientStatus(name).former);
    QVERIFY(QDir(path).removeRecursively());
    QVERIFY(m_workbench->connectClient(name));
    QTRY_VERIFY(isWritten());
    const QString home = m_workbench->home();
    m_workbench.reset();
    QVERIFY(QFile::remove(home + QStringLiteral("/workspace.json")));
    m_workbench = std::make_unique<Workbench>(home);
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addClient(client(name, peer.serverPort())));
    QVERIFY(!m_workbench->clientStatus(name).former);
}

void WorkbenchTest::repetitionIsCancelled()
{
    const tests::RawPeer silent(tests::RawPeer::Behaviour::Silence);
    ClientProfile profile = client(QStringLiteral("visitor"), silent.serverPort());
    profile.limits.whole = Milliseconds(0);
    QVERIFY(m_workbench->addClient(profile));
    QSignalSpy ended(m_workbench.get(), &Workbench::repetitionEnded);
    QVERIFY(m_workbench->repeatClient(QStringLiteral("visitor"), 3, Milliseconds(0)));
    QTRY_VERIFY(m_workbench->clientStatus(QStringLiteral("visitor")).lastRecord != 0);
    m_workbench->cancelClient(QStringLiteral("visitor"));
    QVERIFY(ended.wait(10'000));
    QCOMPARE(ended.first().at(1).value<Repetition>().count(), 1);
    QCOMPARE(ended.first().at(1).value<Repetition>().countOf(ConnectionResult::Cancelled), 1);
    QTRY_COMPARE(m_workbench->connections(Role::Client, QStringLiteral("visitor")).size(), 1);
}

void WorkbenchTest::guiThreadStaysFree()
{
    // Nobody answers: a thread that waits for the network anywhere stands still for the time limit.
    const tests::RawPeer peer(tests::RawPeer::Behaviour::Silence);
    constexpr int kClients = 50;
    constexpr Milliseconds kLimit {1'000};
    for (int i = 0; i < kClients; ++i) {
        ClientProfile profile = client(QStringLiteral("c%1").arg(i), peer.serverPort());
        profile.limits.whole = kLimit;
        QVERIFY(m_workbench->addClient(profile));
    }
    // The best of some rounds: the machine may be busy with other things.
    constexpr int kRounds = 3;
    constexpr qint64 kLongest = 100 * tests::kSlowness;
    qint64 longestGap = std::numeric_limits<qint64>::max();
    for (int round = 0; round < kRounds && longestGap >= kLongest; ++round) {
        longestGap = longestGapWhileConnecting(kClients);
    }
    QVERIFY2(longestGap < kLongest, qPrintable(QString::number(longestGap)));
}

/// Milliseconds between two turns of the event loop while so many clients, "c0" and so on, run into
/// their time limit.
qint64 WorkbenchTest::longestGapWhileConnecting(int clients)
{
    qint64 longestGap = 0;
    QElapsedTimer sinceTick;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] {
        longestGap = std::max(longestGap, sinceTick.restart());
    });
    ticker.start(5);
    sinceTick.start();
    QHash<QString, quint64> before;
    for (int i = 0; i < clients; ++i) {
        const QString name = QStringLiteral("c%1").arg(i);
        before.insert(name, m_workbench->clientStatus(name).lastRecord);
        [&] { QVERIFY(m_workbench->connectClient(name)); }();
    }
    const auto haveEnded = [&] {
        return std::all_of(before.keyBegin(), before.keyEnd(), [&](const QString& name) {
            const ClientStatus status = m_workbench->clientStatus(name);
            return status.lastRecord != before.value(name) && !status.connecting;
        });
    };
    [&] { QTRY_VERIFY_WITH_TIMEOUT(haveEnded(), 20'000); }();
    for (auto name = before.keyBegin(); name != before.keyEnd(); ++name) {
        const quint64 newest = m_workbench->clientStatus(*name).lastRecord;
        [&] {
            QCOMPARE(m_workbench->connection(newest)->record->result, ConnectionResult::TimedOut);
        }();
    }
    return longestGap;
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WorkbenchTest)
#include "workbench_test.moc"
