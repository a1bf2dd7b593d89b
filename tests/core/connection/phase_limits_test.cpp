#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "core/workbench/profiles.h"
#include "tests/core/connection/loopback.h"
#include "tests/core/connection/test_resolver.h"
#include "tests/support/full_listener.h"
#include "tests/support/raw_peer.h"
#include "tests/support/slowness.h"
#include "tests/support/test_pki.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <iterator>
#include <limits>
#include <memory>

namespace workbench {

using tests::FullListener;
using tests::HangingResolver;
using tests::RawPeer;

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
    void row5WholeLimitCoversEveryPhase_data();
    void row5WholeLimitCoversEveryPhase();
    void row5OutcomesToldApart_data();
    void row5OutcomesToldApart();
    void talkKeepsSilenceAway();

private:
    ClientOptions stalledIn(PhaseName phase) const;
    static void addPhases();

    tests::TestPki m_pki;
    HangingResolver m_hanging;
    FullListener m_full;
    RawPeer m_silent {RawPeer::Behaviour::Silence};
    std::unique_ptr<TlsServer> m_server; ///< silent after the handshake
};

namespace {

/// The best of so many counts where time is measured: the machine may be busy with other things.
constexpr int kAttempts = 3;
constexpr Milliseconds kLimit {200};

} // namespace

void PhaseLimitsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(m_full.port() != 0);
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    options.answer.mode = AnswerMode::Echo;
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
}

ClientOptions PhaseLimitsTest::stalledIn(PhaseName phase) const
{
    ClientOptions options;
    options.name = QStringLiteral("client");
    options.host = QStringLiteral("127.0.0.1");
    options.port = m_server->serverPort();
    options.trust = m_pki.anchors();
    options.resolver = m_hanging.resolver();
    if (phase == PhaseName::Resolve) {
        options.host = QStringLiteral("shop.test");
    } else if (phase == PhaseName::Tcp) {
        options.port = m_full.port();
    } else if (phase == PhaseName::Proxy) {
        options.proxy
            = {ProxyKind::Http, QStringLiteral("127.0.0.1"), m_silent.serverPort(), QString()};
    } else if (phase == PhaseName::Tls) {
        options.port = m_silent.serverPort();
    }
    return options;
}

void PhaseLimitsTest::addPhases()
{
    QTest::addColumn<int>("phase");
    QTest::newRow("resolve") << int(PhaseName::Resolve);
    QTest::newRow("tcp") << int(PhaseName::Tcp);
    QTest::newRow("proxy") << int(PhaseName::Proxy);
    QTest::newRow("tls") << int(PhaseName::Tls);
}

namespace {

/// How an attempt with a limit ended, and how long after its start.
struct Ending
{
    ConnectionRecordPtr record;
    qint64 elapsedMs = 0;
};

Ending quickestOf(const ClientOptions& options)
{
    Ending quickest {nullptr, std::numeric_limits<qint64>::max()};
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        ClientConnection connection(options);
        QSignalSpy finished(&connection, &ClientConnection::finished);
        QElapsedTimer timer;
        QObject::connect(
            &connection, &ClientConnection::established, &connection, [&] { timer.start(); });
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
    QVERIFY2(elapsedMs >= kLimit.count() && elapsedMs < kLimit.count() + kSlack * tests::kSlowness,
             qPrintable(QString::number(elapsedMs)));
}

} // namespace

namespace {

struct LimitedPhase
{
    const char* name;
    PhaseName phase;
    Milliseconds TimeLimits::*limit;
    const char* finding;
};

constexpr LimitedPhase kLimited[] = {
    {"resolve", PhaseName::Resolve, &TimeLimits::resolve, "resolver-unavailable"},
    {"tcp", PhaseName::Tcp, &TimeLimits::tcp, "connect-timed-out"},
    {"proxy", PhaseName::Proxy, &TimeLimits::proxy, "proxy-unreachable"},
    {"tls", PhaseName::Tls, &TimeLimits::tls, "silence-after-client-hello"},
    {"silence", PhaseName::Data, &TimeLimits::idle, "idle-timed-out"},
    {"data", PhaseName::Data, &TimeLimits::data, "data-timed-out"},
};

} // namespace

void PhaseLimitsTest::limit_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < static_cast<int>(std::size(kLimited)); ++row) {
        QTest::newRow(kLimited[row].name) << row;
    }
}

void PhaseLimitsTest::limit()
{
    QFETCH(const int, row);
    const LimitedPhase& limited = kLimited[row];
    ClientOptions options = stalledIn(limited.phase);
    options.limits.*limited.limit = kLimit;
    const Ending ending = quickestOf(options);
    QVERIFY(ending.record);
    QCOMPARE(ending.record->result,
             limited.phase == PhaseName::Data ? ConnectionResult::Established
                                              : ConnectionResult::TimedOut);
    QCOMPARE(ending.record->phase(limited.phase)->result, PhaseResult::TimedOut);
    QCOMPARE(ending.record->limit, kLimit);
    QCOMPARE(diagnose(*ending.record).first().id, QString::fromLatin1(limited.finding));
    checkTime(ending.elapsedMs);
}

void PhaseLimitsTest::cancel_data()
{
    addPhases();
    QTest::newRow("data") << int(PhaseName::Data);
}

void PhaseLimitsTest::cancel()
{
    QFETCH(const int, phase);
    const auto wanted = static_cast<PhaseName>(phase);
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        ClientConnection connection(stalledIn(wanted));
        QSignalSpy finished(&connection, &ClientConnection::finished);
        connection.start();
        QTRY_VERIFY(connection.snapshot()->phase(wanted) != nullptr);
        QCOMPARE(connection.snapshot()->phases.last().result, PhaseResult::Running);
        QElapsedTimer timer;
        timer.start();
        connection.cancel();
        QVERIFY(finished.wait(1000));
        shortest = std::min(shortest, timer.elapsed());
        QCOMPARE(connection.snapshot()->result,
                 wanted == PhaseName::Data ? ConnectionResult::Established
                                           : ConnectionResult::Cancelled);
        QCOMPARE(connection.snapshot()->phases.last().name, wanted);
    }
    constexpr int kLongest = 50;
    QVERIFY2(shortest < kLongest, qPrintable(QString::number(shortest)));
}

void PhaseLimitsTest::row5WholeLimitCoversEveryPhase_data()
{
    addPhases();
}

void PhaseLimitsTest::row5WholeLimitCoversEveryPhase()
{
    QFETCH(const int, phase);
    ClientOptions options = stalledIn(static_cast<PhaseName>(phase));
    options.limits.whole = kLimit;
    const Ending ending = quickestOf(options);
    QVERIFY(ending.record);
    QCOMPARE(ending.record->result, ConnectionResult::TimedOut);
    QCOMPARE(ending.record->phases.last().name, static_cast<PhaseName>(phase));
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
    ClientOptions options = stalledIn(named ? PhaseName::Resolve : PhaseName::Tcp);
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
    ClientOptions options = stalledIn(PhaseName::Data);
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
