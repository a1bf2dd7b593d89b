#include "core/trace/tls_library.h"
#include "core/workbench/workbench.h"
#include "tests/core/connection/stalled_peers.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>

namespace workbench {

using tests::StalledPhase;
using tests::stalledPhases;

namespace {

const QString kName = QStringLiteral("c");

/// The best of so many counts: the machine may be busy with other things.
constexpr int kAttempts = 10;
constexpr qint64 kLongest = 50 * tests::kSlowness;

} // namespace

/// A person gives a client up: through the thread of the network and back to the window, whatever
/// the client waits for.
class ClientCancellingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isDoneWithin50Ms_data();
    void isDoneWithin50Ms();

private:
    std::optional<ConnectionRecord> newest() const;
    void connectUntil(PhaseName phase) const;
    bool waits() const;

    tests::TestPki m_pki;
    tests::StalledPeers m_peers;
    QTemporaryDir m_folder;
    std::unique_ptr<Workbench> m_workbench;
};

void ClientCancellingTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(m_peers.start(m_pki.server()));
    m_workbench = std::make_unique<Workbench>(m_folder.path());
    QVERIFY(m_workbench->open());
    QVERIFY(m_workbench->addCertificate(QStringLiteral("root"), m_pki.root()));
    QVERIFY(m_workbench->addClient({{.name = kName}}));
}

/// Of those that hang in the system's name look-up no test can be made: phase_limits_test gives
/// the resolver one of its own.
void ClientCancellingTest::isDoneWithin50Ms_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < static_cast<int>(stalledPhases().size()); ++row) {
        if (stalledPhases()[row].phase != PhaseName::Resolve) {
            QTest::newRow(stalledPhases()[row].name) << row;
        }
    }
}

std::optional<ConnectionRecord> ClientCancellingTest::newest() const
{
    const std::optional<ObservedConnection> connection
        = m_workbench->connection(m_workbench->clientStatus(kName).lastRecord);
    return connection ? std::optional(*connection->record) : std::nullopt;
}

bool ClientCancellingTest::waits() const
{
    const ClientStatus status = m_workbench->clientStatus(kName);
    return status.connecting || status.open;
}

/// Until it hangs there; where a person says when TLS begins, that is said at once.
void ClientCancellingTest::connectUntil(PhaseName phase) const
{
    const quint64 before = m_workbench->clientStatus(kName).lastRecord;
    QVERIFY(m_workbench->connectClient(kName));
    QTRY_VERIFY(m_workbench->clientStatus(kName).lastRecord != before);
    const auto hangs = [&] {
        const std::optional<ConnectionRecord> record = newest();
        if (record->awaitsStartTls && phase == PhaseName::Tls) {
            m_workbench->startTls(kName);
        }
        return record->phase(phase) != nullptr
            && record->phases.last().result == PhaseResult::Running;
    };
    QTRY_VERIFY(hangs());
}

void ClientCancellingTest::isDoneWithin50Ms()
{
    QFETCH(const int, row);
    const StalledPhase& stalled = stalledPhases()[row];
    ClientProfile profile {{.name = kName}};
    profile.trust = {.system = false, .store = true, .files = {}};
    m_peers.direct(stalled.stall, profile);
    QVERIFY(m_workbench->changeClient(kName, profile));
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < kAttempts && shortest >= kLongest; ++attempt) {
        connectUntil(stalled.phase);
        QVERIFY(waits());
        QSignalSpy changed(m_workbench.get(), &Workbench::clientChanged);
        QElapsedTimer timer;
        timer.start();
        m_workbench->cancelClient(kName);
        constexpr int kPatience = 5'000;
        while (waits() && changed.wait(kPatience)) { }
        shortest = std::min(shortest, timer.elapsed());
        QVERIFY(!waits());
        QCOMPARE(newest()->result,
                 stalled.phase == PhaseName::Data ? ConnectionResult::Established
                                                  : ConnectionResult::Cancelled);
        QCOMPARE(newest()->phases.last().name, stalled.phase);
    }
    QVERIFY2(shortest < kLongest, qPrintable(QString::number(shortest)));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientCancellingTest)
#include "client_cancelling_test.moc"
