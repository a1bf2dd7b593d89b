#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "core/workbench/workspace_file.h"
#include "tests/support/process_limits.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace workbench {
namespace {

constexpr int kAtOnce = 1'000;

QString nameOf(int client)
{
    return QStringLiteral("c%1").arg(client);
}

} // namespace

/// A thousand clients of one workbench, open together: every one is recorded under its name.
class WorkbenchLoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void row24AThousandAtOnce();

private:
    void open(quint16 port);

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void WorkbenchLoadTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    constexpr rlim_t kPerConnection = 4;
    QVERIFY(tests::allowDescriptors(kPerConnection * kAtOnce + 100));
}

/// With all the clients in the workspace that it opens: added one by one, each would be saved.
void WorkbenchLoadTest::open(quint16 port)
{
    Workspace workspace;
    for (int i = 0; i < kAtOnce; ++i) {
        ClientProfile profile {{.name = nameOf(i)}};
        profile.host = QStringLiteral("127.0.0.1");
        profile.port = port;
        profile.trust = {.system = false, .store = true, .files = {}};
        profile.limits.whole = std::chrono::minutes(2);
        workspace.clients.append(profile);
    }
    QVERIFY(writeWorkspace(m_folder.filePath(QStringLiteral("workspace.json")), workspace));
    m_workbench = std::make_unique<Workbench>(m_folder.path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate(QStringLiteral("root"), m_pki.root()));
}

void WorkbenchLoadTest::row24AThousandAtOnce()
{
    ServerOptions serving;
    serving.name = QStringLiteral("server");
    serving.certificates = {m_pki.server()};
    serving.limits.handshake = std::chrono::minutes(2);
    TlsServer server(serving);
    QVERIFY(server.start());
    open(server.serverPort());
    QSet<quint64> told;
    connect(m_workbench.get(),
            &Workbench::connectionsChanged,
            this,
            [&told](const QList<ObservedConnection>& batch) {
                for (const ObservedConnection& connection : batch) {
                    told.insert(connection.record->id);
                }
            });
    for (int i = 0; i < kAtOnce; ++i) {
        QVERIFY(m_workbench->connectClient(nameOf(i)));
    }
    const auto openOnes = [this] {
        int open = 0;
        for (int i = 0; i < kAtOnce; ++i) {
            open += m_workbench->clientStatus(nameOf(i)).open ? 1 : 0;
        }
        return open;
    };
    constexpr int kPatience = 60'000;
    QTRY_COMPARE_WITH_TIMEOUT(openOnes(), kAtOnce, kPatience * int(tests::kSlowness));
    for (int i = 0; i < kAtOnce; ++i) {
        m_workbench->disconnectClient(nameOf(i));
    }
    QTRY_COMPARE_WITH_TIMEOUT(openOnes(), 0, kPatience * int(tests::kSlowness));
    for (int i = 0; i < kAtOnce; ++i) {
        const QList<ObservedConnection> kept = m_workbench->connections(Role::Client, nameOf(i));
        QCOMPARE(kept.size(), 1);
        const ConnectionRecord& record = *kept.first().record;
        QCOMPARE(record.result, ConnectionResult::Established);
        QVERIFY(record.verification.trusted && !record.messages.isEmpty());
        QVERIFY(told.contains(record.id));
    }
    QCOMPARE(told.size(), kAtOnce);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::WorkbenchLoadTest)
#include "workbench_load_test.moc"
