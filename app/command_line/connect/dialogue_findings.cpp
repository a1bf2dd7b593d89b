#include "app/command_line/connect/dialogue_findings.h"

#include "app/command_line/connect/connect_dialogue.h"
#include "core/connection/connection_record.h"
#include "core/diagnosis/known_situations.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

Finding unmetExpectation(qint64 received)
{
    return {.id = QStringLiteral("expectation-not-met"),
            .severity = Severity::Error,
            .phase = QStringLiteral("data"),
            .title = Text::tr("The answer does not contain the expected text."),
            .cause = Text::tr(
                "%n byte(s) came before the wait ended.", nullptr, static_cast<int>(received)),
            .fixes = {Text::tr("Compare the received data with what --expect asks for.")},
            .evidence = {Text::tr("data received: %1 bytes").arg(received)}};
}

/// An error of that situation, for this cause.
Finding ofSituation(const char* id, const QString& cause)
{
    const RuleInfo* situation = knownSituation(QLatin1String(id));
    return {.id = situation->id,
            .severity = Severity::Error,
            .phase = QStringLiteral("data"),
            .title = situation->title,
            .cause = cause,
            .fixes = situation->fixes};
}

Finding impossibleRekeying(const Error& fault)
{
    Finding finding = ofSituation("new-keys-impossible", fault.message);
    if (!fault.remedy.isEmpty()) {
        finding.fixes.prepend(fault.remedy);
    }
    finding.evidence = {Text::tr("nothing was sent for it")};
    return finding;
}

/// Whose end it was is told by what came first: a peer answers an end with its own.
QString whyUnanswered(const ConnectDialogue& dialogue, bool stopped)
{
    if (dialogue.renegotiationTimedOut()) {
        return Text::tr("The second client_hello had no answer within %1.")
            .arg(toText(ConnectDialogue::kRenegotiationLimit));
    }
    return stopped ? Text::tr("The command was ended before the second client_hello had an answer.")
                   : Text::tr("The peer ended the connection in place of an answer to the second "
                              "client_hello.");
}

Finding unansweredRenegotiation(const ConnectDialogue& dialogue,
                                const ConnectionRecord& record,
                                bool stopped)
{
    Finding finding = ofSituation("renegotiation-unanswered", whyUnanswered(dialogue, stopped));
    finding.issuedBy
        = dialogue.renegotiationTimedOut() || stopped ? IssuedBy::Local : IssuedBy::Peer;
    finding.evidence = {Text::tr("how the peer ended the connection: %1")
                            .arg(QLatin1String(toIdentifier(record.peerEnding)))};
    return finding;
}

} // namespace

void addDialogueFindings(QList<Finding>& findings,
                         const ConnectDialogue& dialogue,
                         const ConnectionRecord& record,
                         bool stopped)
{
    if (record.result != ConnectionResult::Established) {
        return;
    }
    const bool isExplained = hasError(findings);
    if (!dialogue.expectationMet()) { // behind the error that explains it
        findings.insert(isExplained ? 1 : 0, unmetExpectation(dialogue.received()));
    }
    if (dialogue.rekeyingFault()) {
        findings.prepend(impossibleRekeying(*dialogue.rekeyingFault()));
    } else if (dialogue.awaitsRenegotiation() && !isExplained) {
        findings.prepend(unansweredRenegotiation(dialogue, record, stopped));
    }
}

} // namespace workbench
