#include "core/diagnosis/rule.h"

namespace workbench {
namespace {

constexpr Situation kSituations[] = {
    {"file-cut-off",
     QT_TRANSLATE_NOOP("Diagnosis", "A server sent a part of a file."),
     QT_TRANSLATE_NOOP("Diagnosis",
                       "The connection ended before the rest of it was sent, or it could not be "
                       "read to its end."),
     {QT_TRANSLATE_NOOP("Diagnosis", "Fetch it again, and let the server run until then."),
      QT_TRANSLATE_NOOP("Diagnosis",
                        "Raise the limit of the data if it is large or the client is slow.")}},
};

bool isCutOff(const Facts& f)
{
    return !f.client && f.record.sentFile
        && (f.record.sentFile->state == FileProgress::State::Stopped
            || f.record.sentFile->state == FileProgress::State::Failed);
}

constexpr Rule kRules[] = {
    {.id = "file-cut-off",
     .when = When::Established,
     .applies
     = [](const Facts& f) { return isCutOff(f) && f.record.ownEnding == OwnEnding::Reset; },
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "Only {file sent} of {file size} bytes of “{file}” were sent to {target}."),
     .cause = QT_TRANSLATE_NOOP(
         "Diagnosis",
         "This server was stopped, a limit of it ran out, or the file could not be read. It reset "
         "the connection: behind an orderly end the client would take the part for the whole."),
     .evidence = Evidence::Phase | Evidence::Counters | Evidence::Errors,
     .severity = Severity::Warning,
     .phase = "data"},
    {.id = "file-cut-off",
     .when = When::Established,
     .applies = isCutOff,
     .title = QT_TRANSLATE_NOOP(
         "Diagnosis", "Only {file sent} of {file size} bytes of “{file}” were sent to {target}."),
     .cause = QT_TRANSLATE_NOOP("Diagnosis", "The connection ended before the rest was sent."),
     .evidence = Evidence::Phase | Evidence::Counters | Evidence::Errors,
     .severity = Severity::Warning,
     .phase = "data",
     .issuedBy = IssuedBy::Peer},
};

} // namespace

RuleTable answerRules()
{
    return {kSituations, kRules, false};
}

} // namespace workbench
