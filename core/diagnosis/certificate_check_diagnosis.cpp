#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/evidence.h"
#include "core/diagnosis/known_situations.h"
#include "core/diagnosis/rule.h"

#include <algorithm>

namespace workbench {
namespace {

/// Rules are about a peer's certificates, so the check becomes that of a peer of the fitting role.
ConnectionRecord asRecord(const QList<QByteArray>& certificates,
                          const Verification& verification,
                          const VerifyQuery& query)
{
    ConnectionRecord record;
    record.role = query.purpose == CertificatePurpose::Client ? Role::Server : Role::Client;
    record.result = ConnectionResult::Established;
    record.host = query.host;
    record.started = QDateTime::currentDateTimeUtc();
    record.securityLevel = query.securityLevel;
    record.peerCertificates = certificates;
    record.verification = verification;
    return record;
}

/// Of those without a fault only the order of what was given can be told without a connection.
bool concernsCheck(const Rule& rule)
{
    return rule.codes.front() != 0 || QLatin1String(rule.id) == QLatin1String("chain-order-wrong");
}

/// The words are those of the situation in general: those of the rule speak of a connection.
Finding inGeneral(const RuleInfo& situation, Severity severity, const QStringList& evidence)
{
    return {.id = situation.id,
            .severity = severity,
            .phase = QStringLiteral("certificate"),
            .confidence = Confidence::Certain,
            .issuedBy = IssuedBy::Local,
            .title = situation.title,
            .cause = situation.cause,
            .fixes = situation.fixes,
            .evidence = evidence};
}

QStringList faultLines(const Verification& verification)
{
    QStringList lines;
    for (const VerifyResult& result : verification.results) {
        lines.append(DiagnosisText::tr("depth %1: %2 (%3 %4)")
                         .arg(result.depth)
                         .arg(result.text)
                         .arg(result.code)
                         .arg(result.name));
    }
    return lines;
}

} // namespace

Finding diagnose(const LintFinding& lint, const CertificateFacts& certificate)
{
    QString source = lint.source;
    source.replace(QLatin1String("BR "), QLatin1String("CA/Browser Forum Baseline Requirements "));
    QStringList evidence;
    for (const QString& found : lint.found) {
        evidence.append(QStringLiteral("%1: %2").arg(certificate.subject, found));
    }
    return {.id = lint.id,
            .severity = lint.severity,
            .phase = QStringLiteral("certificate"),
            .confidence = Confidence::Certain,
            .issuedBy = IssuedBy::Local,
            .title = lint.title,
            .cause = DiagnosisText::tr("The rule stands in %1.").arg(source),
            .fixes = {lint.remedy},
            .evidence = evidence};
}

QList<Finding> diagnose(const QList<QByteArray>& certificates,
                        const Verification& verification,
                        const VerifyQuery& query)
{
    const ConnectionRecord record = asRecord(certificates, verification, query);
    Facts facts(record, nullptr);
    QList<Finding> findings;
    for (const RuleTable& table : ruleTables()) {
        for (const Rule& rule : table.rules) {
            const QString id = QString::fromLatin1(rule.id);
            const bool known = std::any_of(
                findings.begin(), findings.end(), [&](const Finding& f) { return f.id == id; });
            const RuleInfo* const situation = knownSituation(id);
            if (!known && situation != nullptr && concernsCheck(rule) && matches(rule, facts)) {
                Finding finding
                    = inGeneral(*situation, rule.severity, evidenceLines(rule.evidence, facts));
                finding.confidence = rule.confidence;
                findings.append(finding);
            }
        }
    }
    const RuleInfo* const refused = knownSituation(QStringLiteral("certificate-refused"));
    if (!verification.trusted && !hasError(findings) && refused != nullptr) {
        findings.append(inGeneral(*refused, Severity::Error, faultLines(verification)));
    }
    putVerdictFirst(findings);
    return findings;
}

} // namespace workbench
