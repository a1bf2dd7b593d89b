#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <cerrno>

namespace workbench::tests {
namespace {

/// A client whose dialogue in clear came to such an end.
RecordBuilder clearTalk(PhaseResult result, quint16 port = 25)
{
    RecordBuilder builder = RecordBuilder::client().noPhases().phase(PhaseName::Starttls, result);
    builder.record.peerPort = port;
    builder.record.port = port;
    builder.record.explicitTls = QStringLiteral("smtp");
    if (result == PhaseResult::TimedOut) {
        builder.result(ConnectionResult::TimedOut);
        builder.record.limit = Milliseconds(1000);
    }
    return builder;
}

ConnectionRecord refused(ClearProblem problem)
{
    RecordBuilder builder = clearTalk(PhaseResult::Failed);
    builder.workbench(QStringLiteral("what it said"));
    builder.record.clearProblem = problem;
    builder.record.clearDialogue = {{0, Direction::Received, "220 m\r\n"}};
    return builder.record;
}

/// What a server makes of a client that does not do what it waits for.
ConnectionRecord refusedClient(ClearProblem problem)
{
    RecordBuilder builder
        = RecordBuilder::server().noPhases().phase(PhaseName::Starttls, PhaseResult::Failed);
    builder.workbench(QStringLiteral("what the client said"));
    builder.record.explicitTls = QStringLiteral("smtp");
    builder.record.clearProblem = problem;
    builder.record.clearDialogue = {{0, Direction::Sent, "220 m\r\n"}};
    return builder.record;
}

ConnectionRecord goesOnInClear()
{
    RecordBuilder builder = RecordBuilder::client().hello().firstBytes("250 evil\r\n");
    builder.phase(PhaseName::Starttls, PhaseResult::Done).qt(13);
    builder.record.explicitTls = QStringLiteral("smtp");
    return builder.record;
}

void withoutProblem(ConnectionRecord& record)
{
    record.clearProblem = ClearProblem::None;
}

void tlsFailsInstead(ConnectionRecord& record)
{
    record.phases = RecordBuilder::client().record.phases;
}

} // namespace

QList<DiagnosisCase> explicitTlsCases()
{
    struct Refusal
    {
        const char* id;
        ClearProblem problem;
    };

    constexpr Refusal kRefusals[] = {
        {"starttls-not-offered", ClearProblem::NotOffered},
        {"starttls-refused", ClearProblem::Refused},
        {"starttls-wrong-protocol", ClearProblem::OtherProtocol},
        {"starttls-not-understood", ClearProblem::NotUnderstood},
        {"starttls-injection", ClearProblem::Injected},
        {"starttls-on-implicit-tls-port", ClearProblem::SpeaksTls},
    };
    QList<DiagnosisCase> cases;
    for (const Refusal& refusal : kRefusals) {
        cases.append({refusal.id, "said", refused(refusal.problem), withoutProblem, {}});
    }
    constexpr Refusal kOfServers[] = {
        {"client-asked-no-tls", ClearProblem::NotOffered},
        {"client-began-tls-at-once", ClearProblem::SpeaksTls},
        {"starttls-injection", ClearProblem::Injected},
    };
    for (const Refusal& refusal : kOfServers) {
        cases.append({refusal.id, "server", refusedClient(refusal.problem), withoutProblem, {}});
    }
    RecordBuilder gone
        = RecordBuilder::server().noPhases().phase(PhaseName::Starttls, PhaseResult::Failed);
    gone.record.explicitTls = QStringLiteral("smtp");
    gone.record.clearDialogue = {{0, Direction::Sent, "220 m\r\n"}};
    gone.qt(1).ending(PeerEnding::Fin);
    const auto saysSomething = [](ConnectionRecord& record) {
        record.clearDialogue.append({1, Direction::Received, "EHLO x\r\n"});
    };
    cases.append(
        {"client-closed-during-handshake", "before STARTTLS", gone.record, saysSomething, {}});
    RecordBuilder halfWay = gone;
    saysSomething(halfWay.record);
    cases.append({"client-asked-no-tls",
                  "half-way",
                  halfWay.record,
                  [](ConnectionRecord& record) { record.clearDialogue.removeLast(); },
                  {}});
    cases.append(
        {"starttls-injection", "behind the hello", goesOnInClear(), withoutFirstBytes, {}});
    cases.append({"starttls-on-implicit-tls-port",
                  "silence on 465",
                  clearTalk(PhaseResult::TimedOut, 465).record,
                  [](ConnectionRecord& record) { record.port = record.peerPort = 587; },
                  {}});
    cases.append({"starttls-on-implicit-tls-port",
                  "closed on 993",
                  clearTalk(PhaseResult::Failed, 993).system(ECONNRESET).record,
                  [](ConnectionRecord& record) {
                      record.clearDialogue = {{2000, Direction::Received, "* OK\r\n"}};
                  },
                  {}});
    cases.append({"starttls-timed-out",
                  "silence",
                  clearTalk(PhaseResult::TimedOut).record,
                  tlsFailsInstead,
                  {}});
    RecordBuilder slow = clearTalk(PhaseResult::TimedOut, 465);
    slow.record.clearDialogue = {{2000, Direction::Received, "220 m\r\n"}};
    cases.append({"starttls-timed-out", "half-way", slow.record, tlsFailsInstead, {}});
    RecordBuilder client
        = RecordBuilder::server().noPhases().phase(PhaseName::Starttls, PhaseResult::TimedOut);
    client.result(ConnectionResult::TimedOut);
    client.record.explicitTls = QStringLiteral("smtp");
    cases.append(
        {"starttls-timed-out",
         "server",
         client.record,
         [](ConnectionRecord& record) { record.phases.first().result = PhaseResult::Done; },
         {}});
    cases.append({"closed-during-starttls",
                  "FIN",
                  clearTalk(PhaseResult::Failed).qt(1).ending(PeerEnding::Fin).record,
                  tlsFailsInstead,
                  {}});
    return cases;
}

} // namespace workbench::tests
