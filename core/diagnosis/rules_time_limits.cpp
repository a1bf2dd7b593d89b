// The limits of an open connection, with TLS and without.
#include "core/diagnosis/rule.h"

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"idle-timed-out",
     QT_TRANSLATE_NOOP("Diagnosis", "Nothing went or came for longer than the limit of silence."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The connection was open and carried no byte of data in either direction."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send what the peer waits for."),
      QT_TRANSLATE_NOOP("Diagnosis", "Look into the peer's log: it may be busy or stuck."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the limit of silence if the peer is slow.")}},
    {"data-timed-out",
     QT_TRANSLATE_NOOP("Diagnosis", "The exchange of data did not end within its limit."),
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was open all the time."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Raise the limit of the data if the answer is long."),
      QT_TRANSLATE_NOOP("Diagnosis", "Ask for something that has an end.")}},
};

bool ranOut(const Facts& f, bool ofSilence)
{
    return f.timedOutIn(PhaseName::Data) && f.record.silenceLimit == ofSilence;
}

bool silenceRanOut(const Facts& f)
{
    return ranOut(f, true);
}

/// Over UDP in clear nothing tells that an answer is whole: silence is how it ends.
bool answerIsOver(const Facts& f)
{
    return f.record.plain && f.record.transport == Transport::Udp && f.record.bytesReceived > 0;
}

bool dataRanOut(const Facts& f)
{
    return ranOut(f, false);
}

constexpr EvidenceKinds kEnding
    = EvidenceKinds(Evidence::Phase) | Evidence::Hello | Evidence::Counters | Evidence::Errors;

constexpr Rule kRules[] = {
    {.id = "idle-timed-out",
     .when = When::Established,
     .applies = [](const Facts& f) { return f.client && silenceRanOut(f) && !answerIsOver(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "Nothing went to {target} and nothing came from it for {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Data could be exchanged; then the limit of silence ended the connection."),
     .evidence = kEnding,
     .phase = "data"},
    {.id = "idle-timed-out",
     .when = When::Established,
     .applies = [](const Facts& f) { return !f.client && silenceRanOut(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "Nothing went to {target} and nothing came from it for {limit}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis",
                         "Data could be exchanged; then this server's limit of silence ended the "
                         "connection."),
     .evidence = kEnding,
     .severity = Severity::Note,
     .phase = "data"},
    {.id = "idle-timed-out",
     .when = When::Established,
     .applies = silenceRanOut,
     .title = QT_TRANSLATE_NOOP("Diagnosis", "Nothing more came from {target} for {limit}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "Over UDP in clear nothing tells that an answer is whole: the "
                                "limit of silence ended the exchange."),
     .evidence = kEnding,
     .severity = Severity::Note,
     .phase = "data"},
    {.id = "data-timed-out",
     .when = When::Established,
     .applies = [](const Facts& f) { return f.client && dataRanOut(f); },
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The exchange of data with {target} had no end within {limit}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis", "Data could be exchanged; then the limit of the data ended the connection."),
     .evidence = kEnding,
     .phase = "data"},
    {.id = "data-timed-out",
     .when = When::Established,
     .applies = dataRanOut,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "The exchange of data with {target} had no end within {limit}."),
     .cause
     = QT_TRANSLATE_NOOP("Diagnosis",
                         "Data could be exchanged; then this server's limit of the data ended the "
                         "connection."),
     .evidence = kEnding,
     .severity = Severity::Note,
     .phase = "data"},
};

} // namespace

RuleTable timeLimitRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
