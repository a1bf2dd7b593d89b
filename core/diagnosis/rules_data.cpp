#include "core/diagnosis/rule.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"closed-orderly",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was closed in order."),
     QT_TRANSLATE_NOOP("Diagnosis", "close_notify came before the end of the TCP stream."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Nothing has to be done.")}},
    {"closed-without-close-notify",
     QT_TRANSLATE_NOOP("Diagnosis", "The peer ended the connection without close_notify."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "Without it nobody can tell a complete answer from one that was cut."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Let the peer close TLS before TCP."),
      QT_TRANSLATE_NOOP("Diagnosis", "Harmless for protocols that say where their messages end.")}},
    {"idle-closed",
     QT_TRANSLATE_NOOP("Diagnosis", "The connection was closed after a time without traffic."),
     QT_TRANSLATE_NOOP("Diagnosis", "The peer or a device on the way has an idle limit."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Send something from time to time (keep-alive)."),
      QT_TRANSLATE_NOOP("Diagnosis", "Raise the idle limit of the peer.")}},
};

bool closedAfterwards(const Facts& f)
{
    const bool bySelf = f.record.phase(PhaseName::Close) != nullptr
        || std::any_of(f.record.alerts.begin(), f.record.alerts.end(), [](const AlertFact& alert) {
                            return alert.code == 0;
                        });
    return f.established && !f.record.open && !bySelf
        && (f.record.peerEnding == PeerEnding::Fin || f.record.peerEnding == PeerEnding::Reset);
}

/// Trap: a client that refuses the certificate may finish the handshake first and then just close.
bool leftRightAfterHandshake(const Facts& f)
{
    constexpr qint64 kRightAfterUs = 1'000'000;
    const Phase* data = f.record.phase(PhaseName::Data);
    const bool heard
        = std::any_of(f.record.data.begin(), f.record.data.end(), [](const DataChunk& chunk) {
              return chunk.direction == Direction::Received;
          });
    return !f.client && closedAfterwards(f) && !heard && data != nullptr
        && data->durationUs <= kRightAfterUs;
}

bool wasIdle(const Facts& f)
{
    constexpr qint64 kLongUs = 20'000'000;
    const Phase* data = f.record.phase(PhaseName::Data);
    if (!closedAfterwards(f) || data == nullptr) {
        return false;
    }
    const qint64 last = f.record.data.isEmpty() ? data->startUs : f.record.data.last().timeUs;
    return data->startUs + data->durationUs - last >= kLongUs;
}

constexpr Rule kRules[] = {
    {.id = "client-closed-during-handshake",
     .when = When::Established,
     .applies = leftRightAfterHandshake,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "{target} finished the handshake and went away at once, without close_notify."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Some clients check the certificate only afterwards and then just close, with no alert."),
     .evidence = Evidence::Counters | Evidence::Agreed | Evidence::Other,
     .severity = Severity::Note,
     .confidence = Confidence::Possible,
     .issuedBy = IssuedBy::Peer},
    {.id = "idle-closed",
     .when = When::Established,
     .applies = wasIdle,
     .title = QT_TRANSLATE_NOOP("Diagnosis",
                                "{target} closed the connection after a time without traffic."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "Nothing was sent for a while; then came the end of the stream without close_notify."),
     .evidence = Evidence::Counters,
     .severity = Severity::Note,
     .phase = "data",
     .confidence = Confidence::Likely,
     .issuedBy = IssuedBy::Peer},
    {.id = "closed-without-close-notify",
     .when = When::Established,
     .applies =
         [](const Facts& f) {
             return closedAfterwards(f) && !leftRightAfterHandshake(f) && !wasIdle(f);
         },
     .title = QT_TRANSLATE_NOOP("Diagnosis", "{target} ended the connection without close_notify."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis",
                                "The TCP stream ended while TLS was still open, so nobody can tell "
                                "whether everything came."),
     .evidence = Evidence::Counters,
     .severity = Severity::Note,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable dataRules()
{
    return {kSituations, kRules};
}

} // namespace workbench
