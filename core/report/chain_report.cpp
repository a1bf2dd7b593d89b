#include "core/report/chain_report.h"

#include "core/base/hex.h"
#include "core/certificates/certificate_facts.h"
#include "core/report/text_writer.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ChainReport)
};

constexpr int kIndent = 2;
constexpr int kDeepIndent = 6;

QJsonValue textValue(const QString& text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonObject certificateJson(X509* certificate)
{
    const CertificateFacts facts = certificateFacts(certificate);
    return {{"subject", facts.subject},
            {"issuer", facts.issuer},
            {"serial", facts.serial},
            {"sha256", toHex(facts.sha256)},
            {"not_before", facts.notBefore.toString(Qt::ISODate)},
            {"not_after", facts.notAfter.toString(Qt::ISODate)}};
}

QJsonObject candidateJson(const IssuerCandidate& candidate)
{
    QJsonObject object = certificateJson(candidate.found.certificate.get());
    object.insert("origin", candidate.found.origin);
    object.insert("outcome", QString::fromLatin1(toIdentifier(candidate.outcome)));
    object.insert("id", candidate.id);
    object.insert("reason", candidate.reason);
    object.insert("name_fits", candidate.nameFits);
    object.insert("key_identifier_fits",
                  candidate.keyIdentifierFits ? QJsonValue(*candidate.keyIdentifierFits)
                                              : QJsonValue(QJsonValue::Null));
    object.insert("signature_fits", candidate.signatureFits);
    return object;
}

QJsonObject stepJson(const ChainStep& step)
{
    QJsonObject object = certificateJson(step.certificate.get());
    QJsonArray candidates;
    for (const IssuerCandidate& candidate : step.candidates) {
        candidates.append(candidateJson(candidate));
    }
    object.insert("candidates", candidates);
    return object;
}

QJsonObject changeJson(const ChainChange& change)
{
    QJsonObject object = certificateJson(change.certificate.get());
    object.insert("kind", QString::fromLatin1(toIdentifier(change.kind)));
    object.insert("origin", textValue(change.origin));
    object.insert("text", change.text);
    return object;
}

QString mark(CandidateOutcome outcome)
{
    switch (outcome) {
    case CandidateOutcome::Taken:
        return QStringLiteral("✔ ") + Text::tr("taken");
    case CandidateOutcome::Possible:
        return QStringLiteral("○ ") + Text::tr("possible");
    case CandidateOutcome::Refused:
        return QStringLiteral("✖ ") + Text::tr("refused");
    }
    return {};
}

void writeStep(TextWriter& writer, int position, const ChainStep& step)
{
    writer.line(QStringLiteral("  %1  %2")
                    .arg(position)
                    .arg(certificateFacts(step.certificate.get()).subject));
    for (const IssuerCandidate& candidate : step.candidates) {
        const QString subject = certificateFacts(candidate.found.certificate.get()).subject;
        writer.line(QString(kDeepIndent, QLatin1Char(' '))
                        + Text::tr("issuer %1: %2, %3")
                              .arg(mark(candidate.outcome), subject, candidate.found.origin),
                    Tone::Quiet);
        writer.paragraph(
            QString(kDeepIndent + kIndent, QLatin1Char(' ')), candidate.reason, Tone::Quiet);
    }
}

void writeEnd(TextWriter& writer, const ChainRepair& repair)
{
    if (repair.root) {
        const QString subject = certificateFacts(repair.root->certificate.get()).subject;
        // One of the file itself comes from nowhere else.
        writer.line(
            repair.root->origin.isEmpty()
                ? Text::tr("  It leads to the root %1.").arg(subject)
                : Text::tr("  It leads to the root %1 (%2).").arg(subject, repair.root->origin),
            Tone::Good);
    } else {
        writer.line(Text::tr("  The issuer %1 is not to be found.").arg(repair.missingIssuer),
                    Tone::Warning);
    }
}

} // namespace

ChainReport reportRepair(const QString& name,
                         const std::shared_ptr<X509>& leaf,
                         const QList<std::shared_ptr<X509>>& present,
                         const CertificatePool& pool,
                         const RepairQuestion& question)
{
    ChainReport report {
        .name = name, .repair = repairChain(leaf, present, pool, question), .steps = {}};
    CertificatePool all;
    all.add(present, Text::tr("the file itself"));
    for (const PoolCertificate& one : pool.certificates()) {
        all.add(one);
    }
    CandidateQuestion asked {.time = question.time, .preferred = {}};
    for (const std::shared_ptr<X509>& one : present) {
        asked.preferred.append(toDer(one.get()));
    }
    for (const std::shared_ptr<X509>& one : std::as_const(report.repair.chain)) {
        report.steps.append(
            {.certificate = one, .candidates = issuerCandidates(one.get(), all, asked)});
    }
    return report;
}

QJsonObject toJson(const ChainReport& report)
{
    const ChainRepair& repair = report.repair;
    QJsonArray changes;
    for (const ChainChange& change : repair.changes) {
        changes.append(changeJson(change));
    }
    QJsonArray chain;
    for (const ChainStep& step : report.steps) {
        chain.append(stepJson(step));
    }
    QJsonValue root(QJsonValue::Null);
    if (repair.root) {
        QJsonObject object = certificateJson(repair.root->certificate.get());
        object.insert("origin", textValue(repair.root->origin));
        root = object;
    }
    return {{"schema", "tls-workbench/chain-repair/1"},
            {"name", report.name},
            {"complete", repair.isComplete()},
            {"missing_issuer", textValue(repair.missingIssuer)},
            {"root", root},
            {"changes", changes},
            {"chain", chain},
            {"written", report.written}};
}

QString toText(const ChainReport& report, bool colour)
{
    TextWriter writer(colour);
    writer.line(Text::tr("Chain of %1").arg(report.name), Tone::Strong);
    int position = 0;
    for (const ChainStep& step : report.steps) {
        writeStep(writer, position++, step);
    }
    writeEnd(writer, report.repair);
    if (report.repair.changes.isEmpty()) {
        writer.line(Text::tr("  Nothing has to be changed."), Tone::Good);
        return writer.text();
    }
    writer.heading(report.written ? Text::tr("Changed") : Text::tr("To be changed"));
    for (const ChainChange& change : report.repair.changes) {
        writer.paragraph(QStringLiteral("  • "), change.text);
    }
    return writer.text();
}

QJsonObject toJson(const ChainSplit& split)
{
    QJsonArray chains;
    for (qsizetype i = 0; i < split.chains.size(); ++i) {
        QJsonArray certificates;
        for (const std::shared_ptr<X509>& certificate : split.chains.at(i)) {
            certificates.append(certificateJson(certificate.get()));
        }
        chains.append(QJsonObject {{"certificates", certificates},
                                   {"path", textValue(split.paths.value(i))}});
    }
    return {{"schema", "tls-workbench/chain-split/1"}, {"name", split.name}, {"chains", chains}};
}

QString toText(const ChainSplit& split, bool colour)
{
    TextWriter writer(colour);
    writer.line(Text::tr("%n chain(s) in %1", nullptr, static_cast<int>(split.chains.size()))
                    .arg(split.name),
                Tone::Strong);
    for (qsizetype i = 0; i < split.chains.size(); ++i) {
        QStringList subjects;
        for (const std::shared_ptr<X509>& certificate : split.chains.at(i)) {
            subjects.append(certificateFacts(certificate.get()).subject);
        }
        writer.line(QStringLiteral("  ") + subjects.join(QStringLiteral("  ←  ")));
        if (!split.paths.value(i).isEmpty()) {
            writer.line(QStringLiteral("      ") + split.paths.at(i), Tone::Quiet);
        }
    }
    return writer.text();
}

} // namespace workbench
