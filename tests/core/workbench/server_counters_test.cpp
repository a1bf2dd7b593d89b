#include "core/workbench/server_counters.h"
#include "core/workbench/workbench.h"

#include <QTest>

namespace workbench {

namespace {

using namespace std::chrono_literals;

ObservedConnection connection(ConnectionResult result, bool open, const char* finding = nullptr)
{
    auto record = std::make_shared<ConnectionRecord>();
    record->role = Role::Server;
    record->result = result;
    record->open = open;
    ObservedConnection observed {.record = record, .findings = {}};
    if (finding != nullptr) {
        observed.findings.append({.id = QString::fromLatin1(finding),
                                  .severity = Severity::Error,
                                  .phase = QStringLiteral("tls"),
                                  .title = QString::fromLatin1(finding).toUpper()});
    }
    return observed;
}

const ObservedConnection kBegun = connection(ConnectionResult::InProgress, false);
const ObservedConnection kOpen = connection(ConnectionResult::Established, true);
const ObservedConnection kDone = connection(ConnectionResult::Established, false);

ObservedConnection failed(const char* finding)
{
    return connection(ConnectionResult::Failed, false, finding);
}

} // namespace

class ServerCountersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsAConnection();
    void failuresByReason();
    void reasonThatIsFoundOutLater();
    void rate();
};

void ServerCountersTest::followsAConnection()
{
    const ServerCounters::Moment moment(1000s);
    ServerCounters counters;
    const auto counts = [&] {
        return QList<int> {
            counters.handshaking(), counters.open(), counters.done(), counters.failed()};
    };
    QCOMPARE(counts(), (QList<int> {0, 0, 0, 0}));
    counters.note(kBegun, nullptr, moment);
    QCOMPARE(counts(), (QList<int> {1, 0, 0, 0}));
    counters.note(kOpen, &kBegun, moment);
    QCOMPARE(counts(), (QList<int> {0, 1, 1, 0}));
    counters.note(kOpen, &kOpen, moment);
    QCOMPARE(counts(), (QList<int> {0, 1, 1, 0}));
    counters.note(kDone, &kOpen, moment);
    QCOMPARE(counts(), (QList<int> {0, 0, 1, 0}));
    counters.note(failed("a"), nullptr, moment); // between two batches nobody saw it begin
    QCOMPARE(counts(), (QList<int> {0, 0, 1, 1}));
}

void ServerCountersTest::failuresByReason()
{
    const ServerCounters::Moment moment(1000s);
    ServerCounters counters;
    for (const char* reason : {"b", "a", "c", "b", "c", "b"}) {
        counters.note(failed(reason), nullptr, moment);
    }
    counters.note(connection(ConnectionResult::TimedOut, false), nullptr, moment);
    QCOMPARE(counters.failed(), 7);
    const QList<FailureCount> wanted {{QStringLiteral("b"), QStringLiteral("B"), 3},
                                      {QStringLiteral("c"), QStringLiteral("C"), 2},
                                      {QStringLiteral("a"), QStringLiteral("A"), 1}};
    QCOMPARE(counters.reasons(), wanted);
}

/// The other end's record tells more than the own one.
void ServerCountersTest::reasonThatIsFoundOutLater()
{
    const ServerCounters::Moment moment(1000s);
    ServerCounters counters;
    const ObservedConnection early = failed("closed");
    counters.note(early, nullptr, moment);
    counters.note(failed("expired"), &early, moment);
    QCOMPARE(counters.failed(), 1);
    const QList<FailureCount> wanted {{QStringLiteral("expired"), QStringLiteral("EXPIRED"), 1}};
    QCOMPARE(counters.reasons(), wanted);
}

void ServerCountersTest::rate()
{
    ServerCounters counters;
    const ServerCounters::Moment begin(1000s);
    QCOMPARE(counters.perSecond(begin), 0.0);
    for (int second = 0; second < 5; ++second) {
        for (int i = 0; i < 20; ++i) {
            counters.note(kBegun, nullptr, begin + std::chrono::seconds(second));
            counters.note(kOpen, &kBegun, begin + std::chrono::seconds(second));
            counters.note(kDone, &kOpen, begin + std::chrono::seconds(second));
        }
    }
    QCOMPARE(counters.perSecond(begin + 4500ms), 16.0); // the running second does not count yet
    QCOMPARE(counters.perSecond(begin + 5s), 20.0);
    QCOMPARE(counters.perSecond(begin + 7s), 12.0);
    QCOMPARE(counters.perSecond(begin + 10s), 0.0);
    QCOMPARE(counters.perSecond(begin + 1000s), 0.0);
}

} // namespace workbench

QTEST_APPLESS_MAIN(workbench::ServerCountersTest)
#include "server_counters_test.moc"
