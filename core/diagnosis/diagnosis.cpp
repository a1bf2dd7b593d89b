#include "core/diagnosis/diagnosis.h"

#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/evidence.h"
#include "core/diagnosis/known_situations.h"
#include "core/diagnosis/named_values.h"
#include "core/diagnosis/rule.h"

#include <openssl/x509_vfy.h>

#include <algorithm>

namespace workbench {
namespace {

bool isWanted(When when, const Facts& facts)
{
    switch (when) {
    case When::Failed:
        return facts.failed;
    case When::Established:
        return facts.established;
    case When::Cancelled:
        return facts.record.result == ConnectionResult::Cancelled;
    case When::Any:
        return true;
    }
    return false;
}

bool concerns(const Rule& rule, const Fault& fault)
{
    // Unused places of the list are 0, which is X509_V_OK and no fault.
    const bool depth
        = rule.depth == Depth::Any || (rule.depth == Depth::Leaf) == (fault.depth == 0);
    return depth && std::find(rule.codes.begin(), rule.codes.end(), fault.code) != rule.codes.end();
}

bool applies(const Rule& rule, const Facts& facts)
{
    return rule.applies == nullptr || rule.applies(facts);
}

/// A fault of the certificate that did not stop the connection is worth a note only: that the check
/// was off is said by a finding of its own.
Severity severityOf(const Rule& rule, const Facts& facts)
{
    const bool aboutName = facts.fault != nullptr
        && (facts.fault->code == X509_V_ERR_HOSTNAME_MISMATCH
            || facts.fault->code == X509_V_ERR_IP_ADDRESS_MISMATCH);
    const bool nameIgnored = aboutName && facts.record.verify == VerifyMode::Chain;
    if (facts.fault != nullptr && (!facts.record.verification.enforced || nameIgnored)) {
        return Severity::Note;
    }
    return rule.severity;
}

/// Who broke off decides who says it: the same rule speaks at both ends.
IssuedBy issuerOf(const Rule& rule, const Facts& facts)
{
    const bool byAlert = rule.codes.front() == 0 && rule.when == When::Failed
        && rule.issuedBy != IssuedBy::Network;
    if (byAlert && facts.received && !facts.sent) {
        return IssuedBy::Peer;
    }
    if (byAlert && facts.sent && !facts.received) {
        return IssuedBy::Local;
    }
    return rule.issuedBy;
}

QStringList fixesOf(const Rule& rule, const Facts& facts)
{
    QStringList fixes;
    for (const char* fix : rule.fixes) {
        if (fix != nullptr) {
            fixes.append(fillIn(DiagnosisText::tr(fix), facts));
        }
    }
    const RuleInfo* situation = knownSituation(QString::fromLatin1(rule.id));
    return fixes.isEmpty() && situation != nullptr ? situation->fixes : fixes;
}

/// What others say, which may stand at the end, need not end like a sentence.
QString sentence(const char* text, const Facts& facts)
{
    const QString filled = fillIn(DiagnosisText::tr(text), facts);
    return endsSentence(filled) ? filled : filled + QLatin1Char('.');
}

/// Of what was cancelled the record tells where; findings call it by what it is about.
QString phaseOf(const Rule& rule, const Facts& facts)
{
    const QList<Phase>& phases = facts.record.phases;
    if (rule.when != When::Cancelled || phases.isEmpty()) {
        return QString::fromLatin1(rule.phase);
    }
    const PhaseName last = phases.last().name;
    return QString::fromLatin1(last == PhaseName::Resolve ? "name" : toIdentifier(last));
}

Finding makeFinding(const Rule& rule, const Facts& facts)
{
    return {.id = QString::fromLatin1(rule.id),
            .severity = severityOf(rule, facts),
            .phase = phaseOf(rule, facts),
            .confidence = rule.confidence,
            .issuedBy = issuerOf(rule, facts),
            .title = sentence(rule.title, facts),
            .cause = sentence(rule.cause, facts),
            .fixes = fixesOf(rule, facts),
            .evidence = evidenceLines(rule.evidence, facts)};
}

/// RFC 8446 appendix A.1 lets a client send it so; what others make of it was read in their logs.
void explainAlertInClear(QList<Finding>& findings, const Facts& facts)
{
    if (findings.isEmpty() || findings.first().severity != Severity::Error
        || findings.first().issuedBy != IssuedBy::Local || !facts.gaveUpInClear()) {
        return;
    }
    findings.first().cause
        += QLatin1Char(' ')
        + fillIn(
               DiagnosisText::tr(
                   "The refusal, {sent alert}, left unencrypted, as OpenSSL sends it at this point "
                   "of "
                   "TLS 1.3. A server with OpenSSL reads it; the log of others may show something "
                   "else: “Decryption has failed” (GnuTLS), “bad record MAC” (Go), “unexpected "
                   "record type” (NSS), “Insufficient buffer remaining for AEAD cipher fragment” "
                   "(Java)."),
               facts);
}

bool hasCertainError(const QList<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::Error && finding.confidence == Confidence::Certain;
    });
}

/// Adds what the rules of this standing find. The first rule of an id speaks for it.
void collect(Standing standing, Facts& facts, QList<Finding>& findings)
{
    for (const RuleTable& table : ruleTables()) {
        if (facts.record.plain && table.ofTls) {
            continue;
        }
        for (const Rule& rule : table.rules) {
            const auto sameId
                = [&rule](const Finding& finding) { return finding.id == QLatin1String(rule.id); };
            if (rule.standing == standing && std::none_of(findings.begin(), findings.end(), sameId)
                && matches(rule, facts)) {
                findings.append(makeFinding(rule, facts));
            }
        }
    }
}

void collectLastResort(Facts& facts, QList<Finding>& findings)
{
    QList<Finding> last;
    collect(Standing::LastResort, facts, last);
    if (!last.isEmpty()) {
        findings.append(last.first());
    }
}

} // namespace

bool matches(const Rule& rule, Facts& facts)
{
    facts.fault = nullptr;
    if (!isWanted(rule.when, facts)) {
        return false;
    }
    if (rule.codes.front() == 0) {
        return applies(rule, facts);
    }
    for (const Fault& fault : facts.faults) {
        facts.fault = &fault;
        if (concerns(rule, fault) && applies(rule, facts)) {
            return true;
        }
    }
    facts.fault = nullptr;
    return false;
}

void putVerdictFirst(QList<Finding>& findings)
{
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
            return std::pair(left.severity, left.confidence)
                < std::pair(right.severity, right.confidence);
        });
}

QList<Finding> diagnose(const ConnectionRecord& record, const ConnectionRecord* other)
{
    if (record.result == ConnectionResult::InProgress) {
        return {};
    }
    Facts facts(record, other);
    QList<Finding> findings;
    collect(Standing::Fact, facts, findings);
    if (!hasCertainError(findings)) {
        collect(Standing::Guess, facts, findings);
    }
    if (!hasError(findings)) {
        collect(Standing::Fallback, facts, findings);
    }
    if (!hasError(findings)) {
        collectLastResort(facts, findings);
    }
    putVerdictFirst(findings);
    explainAlertInClear(findings, facts);
    return findings;
}

} // namespace workbench
