#include "core/connection/clear/clear_phases.h"
#include "tests/support/data_chunks.h"

#include <QTest>

#include <utility>

namespace workbench {

/// Drives made-up exchanges: order, bounds, what is kept of it.
class ClearPhasesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingToSay();
    void oneAfterTheOther_data();
    void oneAfterTheOther();
    void leftoverBeforeTlsIsRefused();
    void endlessAnswerIsRefused();
    void secretsAreNotKept();
};

namespace {

/// Says `own` when `awaited` has come, and is done with the line that follows.
class Ritual : public ClearExchange
{
public:
    Ritual(PhaseName phase, QByteArray awaited, Send own)
        : m_phase(phase)
        , m_awaited(std::move(awaited))
        , m_own(std::move(own))
    { }

    PhaseName phase() const override { return m_phase; }

    Step begin() override { return NeedMore {}; }

    Step receive(QByteArray& buffer) override
    {
        const qsizetype end = buffer.indexOf('\n');
        if (end < 0) {
            return NeedMore {};
        }
        const QByteArray line = buffer.left(end);
        buffer.remove(0, end + 1);
        if (std::exchange(m_greeted, true)) {
            return Done {};
        }
        return line == m_awaited ? Step(m_own) : Step(Error {.message = QString::fromUtf8(line)});
    }

private:
    PhaseName m_phase;
    QByteArray m_awaited;
    Send m_own;
    bool m_greeted = false;
};

struct Stage
{
    Attempt attempt {Role::Client, QStringLiteral("c")};
    QByteArray written;
    QList<PhaseName> begun;
    ClearPhases phases {attempt,
                        [this](const QByteArray& bytes) { written += bytes; },
                        [this](PhaseName phase) { begun.append(phase); }};

    void add(PhaseName phase, const QByteArray& awaited, const ClearExchange::Send& own)
    {
        phases.add(std::make_unique<Ritual>(phase, awaited, own));
    }
};

} // namespace

void ClearPhasesTest::nothingToSay()
{
    Stage stage;
    QCOMPARE(stage.phases.firstPhase(), PhaseName::Tls);
    QCOMPARE(stage.phases.start(), ClearPhases::State::Done);
    QVERIFY(stage.attempt.record().phases.isEmpty());
}

void ClearPhasesTest::oneAfterTheOther_data()
{
    QTest::addColumn<qsizetype>("cut");
    for (qsizetype cut = 0; cut <= 18; ++cut) {
        QTest::addRow("parted after %d", int(cut)) << cut;
    }
}

void ClearPhasesTest::oneAfterTheOther()
{
    QFETCH(const qsizetype, cut);
    const QByteArray coming("hello\nok\n220\nready\n");
    Stage stage;
    stage.add(PhaseName::Proxy, "hello", {"tunnel", {}});
    stage.add(PhaseName::Starttls, "220", {"STARTTLS", {}});
    QCOMPARE(stage.phases.firstPhase(), PhaseName::Proxy);
    QCOMPARE(stage.phases.start(), ClearPhases::State::Running);
    if (cut > 0) {
        QCOMPARE(stage.phases.receive(coming.left(cut)), ClearPhases::State::Running);
    }
    QCOMPARE(stage.phases.receive(coming.mid(cut)), ClearPhases::State::Done);
    QCOMPARE(stage.written, QByteArray("tunnelSTARTTLS"));
    QCOMPARE(stage.begun, QList<PhaseName>({PhaseName::Proxy, PhaseName::Starttls}));
    const QByteArray received
        = tests::bytesOf(stage.attempt.record().clearDialogue, Direction::Received);
    QCOMPARE(received, coming);
    for (const Phase& phase : stage.attempt.record().phases) {
        QCOMPARE(phase.result, PhaseResult::Done);
    }
}

void ClearPhasesTest::leftoverBeforeTlsIsRefused()
{
    Stage stage;
    stage.add(PhaseName::Starttls, "220", {"STARTTLS", {}});
    stage.phases.start();
    QCOMPARE(stage.phases.receive("220\nready\ninjected"), ClearPhases::State::Failed);
    QVERIFY(stage.phases.error().message.contains(QStringLiteral("8")));
    // It is this phase that fails.
    QCOMPARE(stage.attempt.record().phases.last().result, PhaseResult::Running);
}

void ClearPhasesTest::endlessAnswerIsRefused()
{
    Stage stage;
    stage.add(PhaseName::Starttls, "220", {"STARTTLS", {}});
    stage.phases.start();
    const QByteArray most(ClearPhases::kMostBytes, 'x');
    QCOMPARE(stage.phases.receive(most), ClearPhases::State::Running);
    QCOMPARE(stage.phases.receive("x"), ClearPhases::State::Failed);
}

void ClearPhasesTest::secretsAreNotKept()
{
    Stage stage;
    stage.add(PhaseName::Proxy, "hello", {"secret", "(not shown)"});
    stage.phases.start();
    stage.phases.receive("hello\n");
    QCOMPARE(stage.written, QByteArray("secret"));
    QCOMPARE(stage.attempt.record().clearDialogue.last().bytes, QByteArray("(not shown)"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClearPhasesTest)
#include "clear_phases_test.moc"
