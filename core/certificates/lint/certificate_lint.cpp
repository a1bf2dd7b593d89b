#include "core/certificates/lint/certificate_lint.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/lint/lint_rule.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

std::array<std::span<const LintRule>, 9> ruleTables()
{
    return {structureRules(),
            validityRules(),
            keyRules(),
            nameRules(),
            alternativeNameRules(),
            dnsNameRules(),
            constraintRules(),
            usageRules(),
            referenceRules()};
}

bool concerns(LintScope scope, const LintedCertificate& certificate)
{
    switch (scope) {
    case LintScope::Any:
        return true;
    case LintScope::Ca:
        return certificate.isCa();
    case LintScope::Leaf:
        return !certificate.isCa();
    case LintScope::Server:
        return certificate.isServer();
    }
    return false;
}

LintFinding finding(const LintRule& rule, const QStringList& found)
{
    return {.id = QString::fromLatin1(rule.id),
            .severity = rule.severity,
            .title = LintText::tr(rule.title),
            .found = found,
            .source = QString::fromUtf8(rule.source),
            .remedy = LintText::tr(rule.remedy)};
}

} // namespace

QList<LintFinding> lintCertificate(X509* certificate)
{
    const OpenSslErrorGuard guard;
    const LintedCertificate linted(certificate);
    QList<LintFinding> findings;
    for (const std::span<const LintRule> table : ruleTables()) {
        for (const LintRule& rule : table) {
            if (!concerns(rule.scope, linted)) {
                continue;
            }
            QStringList found = rule.find(linted);
            if (!found.isEmpty()) {
                found.removeDuplicates();
                findings.append(finding(rule, found));
            }
        }
    }
    std::stable_sort(
        findings.begin(), findings.end(), [](const LintFinding& left, const LintFinding& right) {
            return left.severity < right.severity;
        });
    return findings;
}

Result<QList<LintFinding>> lintCertificate(QByteArrayView der)
{
    return parseCertificate(der).map(
        [](const X509Ptr& certificate) { return lintCertificate(certificate.get()); });
}

QList<LintFinding> lintRules()
{
    QList<LintFinding> rules;
    for (const std::span<const LintRule> table : ruleTables()) {
        for (const LintRule& rule : table) {
            rules.append(finding(rule, {}));
        }
    }
    return rules;
}

} // namespace workbench
