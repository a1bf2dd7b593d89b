#include "core/connection/client_connection.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "core/workbench/profiles.h"
#include "tests/core/connection/stalled_peers.h"
#include "tests/core/connection/test_resolver.h"
#include "tests/support/raw_peer.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <functional>
#include <limits>

namespace workbench {

using tests::HangingResolver;
using tests::RawPeer;
using tests::Stall;
using tests::StalledPhase;
using tests::stalledPhases;

namespace {

/// The best of so many counts where time is measured: the machine may be busy with other things.
constexpr int kAttempts = 3;
constexpr Milliseconds kLimit {200};

} // namespace

/// Each phase against a peer that stalls in exactly that phase: its limit, and giving up.
class PhaseLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void limit_data();
    void limit();
    void cancel_data();
    void cancel();
    void cancelWhileAPersonTalks();
    void row5WholeLimitCoversEveryPhase_data();
    void row5WholeLimitCoversEveryPhase();
    void row5OutcomesToldApart_data();
    void row5OutcomesToldApart();
    void talkKeepsSilenceAway();

private:
    ClientOptions stalledAt(Stall stall) const;
    static void addRows(bool withData);
    static void cancelIn(const ClientOptions& options, PhaseName phase);

    tests::TestPki m_pki;
    HangingResolver m_hanging;
    tests::StalledPeers m_peers;
};

void PhaseLimitsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(m_peers.start(m_pki.server()));
}

ClientOptions PhaseLimitsTest::stalledAt(Stall stall) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    m_peers.direct(stall, options);
    options.trust = m_pki.anchors();
    options.resolver = m_hanging.resolver();
    if (!options.explicitTls.scriptPath.isEmpty()) {
        options.clearScript = *readClearScript(options.explicitTls.scriptPath);
    }
    return options;
}

void PhaseLimitsTest::addRows(bool withData)
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < static_cast<int>(stalledPhases().size()); ++row) {
        if (withData || stalledPhases()[row].phase != PhaseName::Data) {
            QTest::newRow(stalledPhases()[row].name) << row;
        }
    }
}

namespace {

/// How an attempt with a limit ended, and how long after its start; where it is about what comes
/// after the handshake, or by hand, after that began.
struct Ending
{
    ConnectionRecordPtr record;
    qint64 elapsedMs = 0;
};

/// Lets TLS begin as a person does who presses the button as soon as it can be pressed.
void beginByHand(ClientConnection& connection, const std::function<void()>& before)
{
    QObject::connect(
        &connection,
        &ClientConnection::changed,
        &connection,
        [&connection, before] {
            if (connection.snapshot()->awaitsStartTls) {
                before();
                QVERIFY(connection.startTls());
            }
        },
        Qt::QueuedConnection);
}

Ending quickestOf(const ClientOptions& options)
{
    Ending quickest {nullptr, std::numeric_limits<qint64>::max()};
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        ClientConnection connection(options);
        QSignalSpy finished(&connection, &ClientConnection::finished);
        QElapsedTimer timer;
        const auto countFromNow = [&timer] { timer.start(); };
        QObject::connect(&connection, &ClientConnection::established, &connection, countFromNow);
        beginByHand(connection, countFromNow);
        timer.start();
        connection.start();
        constexpr int kLongest = 10'000;
        if (finished.wait(kLongest) && timer.elapsed() < quickest.elapsedMs) {
            quickest = {connection.snapshot(), timer.elapsed()};
        }
    }
    return quickest;
}

void checkTime(qint64 elapsedMs)
{
    constexpr int kSlack = 100;
    constexpr int kRounding = 1; // the end of the handshake is told just after its limits began
    QVERIFY2(elapsedMs >= kLimit.count() - kRounding
                 && elapsedMs < kLimit.count() + kSlack * tests::kSlowness,
             qPrintable(QString::number(elapsedMs)));
}

} // namespace

void PhaseLimitsTest::limit_data()
{
    addRows(true);
}

void PhaseLimitsTest::limit()
{
    QFETCH(const int, row);
    const StalledPhase& stalled = stalledPhases()[row];
    ClientOptions options = stalledAt(stalled.stall);
    options.limits.*stalled.limit = kLimit;
    const Ending ending = quickestOf(options);
    QVERIFY(ending.record);
    QCOMPARE(ending.record->result,
             stalled.phase == PhaseName::Data ? ConnectionResult::Established
                                              : ConnectionResult::TimedOut);
    QCOMPARE(ending.record->phase(stalled.phase)->result, PhaseResult::TimedOut);
    QCOMPARE(ending.record->limit, kLimit);
    const Finding finding = diagnose(*ending.record).value(0);
    QCOMPARE(finding.id, QString::fromLatin1(stalled.finding));
    QVERIFY2(finding.evidence.join(QLatin1Char('\n')).contains(toIdentifier(stalled.phase)),
             qPrintable(finding.evidence.join(QLatin1Char('\n'))));
    if (options.transport == Transport::Udp) {
        QVERIFY2(!finding.cause.contains(QStringLiteral("TCP")), qPrintable(finding.cause));
    }
    checkTime(ending.elapsedMs);
}

void PhaseLimitsTest::cancel_data()
{
    addRows(true);
}

void PhaseLimitsTest::cancel()
{
    QFETCH(const int, row);
    cancelIn(stalledAt(stalledPhases()[row].stall), stalledPhases()[row].phase);
}

/// No limit runs while a person talks in clear; giving up is at once all the same.
void PhaseLimitsTest::cancelWhileAPersonTalks()
{
    cancelIn(stalledAt(Stall::HelloByHand), PhaseName::Starttls);
}

void PhaseLimitsTest::cancelIn(const ClientOptions& options, PhaseName phase)
{
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        ClientConnection connection(options);
        QSignalSpy finished(&connection, &ClientConnection::finished);
        if (phase != PhaseName::Starttls) {
            beginByHand(connection, [] {});
        }
        connection.start();
        QTRY_VERIFY(connection.snapshot()->phase(phase) != nullptr);
        QCOMPARE(connection.snapshot()->phases.last().result, PhaseResult::Running);
        QElapsedTimer timer;
        timer.start();
        connection.cancel();
        QVERIFY(finished.wait(1000));
        shortest = std::min(shortest, timer.elapsed());
        QCOMPARE(connection.snapshot()->result,
                 phase == PhaseName::Data ? ConnectionResult::Established
                                          : ConnectionResult::Cancelled);
        QCOMPARE(connection.snapshot()->phases.last().name, phase);
    }
    constexpr int kLongest = 50;
    QVERIFY2(shortest < kLongest * tests::kSlowness, qPrintable(QString::number(shortest)));
}

void PhaseLimitsTest::row5WholeLimitCoversEveryPhase_data()
{
    addRows(false);
}

void PhaseLimitsTest::row5WholeLimitCoversEveryPhase()
{
    QFETCH(const int, row);
    ClientOptions options = stalledAt(stalledPhases()[row].stall);
    options.limits.whole = kLimit;
    const Ending ending = quickestOf(options);
    QVERIFY(ending.record);
    QCOMPARE(ending.record->result, ConnectionResult::TimedOut);
    QCOMPARE(ending.record->phases.last().name, stalledPhases()[row].phase);
    QCOMPARE(ending.record->phases.last().result, PhaseResult::TimedOut);
    QCOMPARE(ending.record->limit, kLimit);
    checkTime(ending.elapsedMs);
}

void PhaseLimitsTest::row5OutcomesToldApart_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("finding");
    QTest::newRow("refused") << QStringLiteral("refused") << QStringLiteral("connection-refused");
    QTest::newRow("never answers")
        << QStringLiteral("silent") << QStringLiteral("connect-timed-out");
    QTest::newRow("slow name server")
        << QStringLiteral("slow name") << QStringLiteral("resolver-unavailable");
    QTest::newRow("no such name") << QStringLiteral("no name") << QStringLiteral("name-not-found");
    QTest::newRow("invalid address") << QStringLiteral("256.0.0.1") << QString();
    QTest::newRow("address in hexadecimal") << QStringLiteral("0x7f000001") << QString();
}

void PhaseLimitsTest::row5OutcomesToldApart()
{
    QFETCH(const QString, what);
    QFETCH(const QString, finding);
    if (finding.isEmpty()) {
        const Result<HostAndPort> parsed = parseHost(what); // told before anything is sent
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().where, QStringLiteral("host"));
        return;
    }
    const bool named = what.contains(QStringLiteral("name"));
    ClientOptions options = stalledAt(named ? Stall::Resolver : Stall::Accept);
    options.limits.whole = kLimit;
    if (what == QStringLiteral("no name")) {
        options.resolver = tests::resolverOf({});
    }
    if (what == QStringLiteral("refused")) {
        const RawPeer gone(RawPeer::Behaviour::Silence);
        options.port = gone.serverPort();
    }
    QCOMPARE(diagnose(*quickestOf(options).record).first().id, finding);
}

/// The limit of silence counts from the last byte of either direction.
void PhaseLimitsTest::talkKeepsSilenceAway()
{
    ClientOptions options = stalledAt(Stall::Silence);
    constexpr Milliseconds kSilence {1000};
    constexpr Milliseconds kPause {100};
    options.limits.idle = kSilence;
    ClientConnection connection(options);
    QSignalSpy established(&connection, &ClientConnection::established);
    QSignalSpy finished(&connection, &ClientConnection::finished);
    connection.start();
    QVERIFY(established.wait());
    constexpr int kRounds = 15;
    QTimer talk;
    int rounds = 0;
    QObject::connect(&talk, &QTimer::timeout, &connection, [&] {
        connection.send("ping");
        if (++rounds == kRounds) {
            talk.stop();
        }
    });
    talk.start(kPause);
    QVERIFY(finished.wait(10'000));
    QCOMPARE(rounds, kRounds);
    QVERIFY(connection.snapshot()->phase(PhaseName::Data)->durationUs
            >= std::chrono::microseconds(kRounds * kPause).count());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PhaseLimitsTest)
#include "phase_limits_test.moc"
