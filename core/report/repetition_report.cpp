#include "core/report/repetition_report.h"

#include "core/base/duration.h"
#include "core/report/outcome_line.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(RepetitionReport)
};

constexpr std::array kResults {ConnectionResult::Established,
                               ConnectionResult::Failed,
                               ConnectionResult::TimedOut,
                               ConnectionResult::Cancelled};

QJsonObject spreadJson(const Spread& spread)
{
    return {{"count", spread.count},
            {"min", spread.minUs},
            {"median", spread.medianUs},
            {"p95", spread.p95Us},
            {"max", spread.maxUs}};
}

QString countText(int count, ConnectionResult result)
{
    switch (result) {
    case ConnectionResult::Established:
        return Text::tr("%1 connected").arg(count);
    case ConnectionResult::TimedOut:
        return Text::tr("%1 timed out").arg(count);
    case ConnectionResult::Cancelled:
        return Text::tr("%1 cancelled").arg(count);
    default:
        return Text::tr("%1 failed").arg(count);
    }
}

QStringList countTexts(const std::map<ConnectionResult, int>& results)
{
    QStringList counts;
    for (const ConnectionResult result : kResults) {
        if (const auto found = results.find(result); found != results.end()) {
            counts.append(countText(found->second, result));
        }
    }
    return counts;
}

QJsonObject resultsJson(const std::map<ConnectionResult, int>& counts)
{
    QJsonObject results;
    for (const ConnectionResult result : kResults) {
        const auto found = counts.find(result);
        results.insert(QLatin1String(toIdentifier(result)),
                       found == counts.end() ? 0 : found->second);
    }
    return results;
}

QStringList spreadRow(const QString& name, const Spread& spread)
{
    return {name,
            QString::number(spread.count),
            microsecondsToText(spread.minUs),
            microsecondsToText(spread.medianUs),
            microsecondsToText(spread.p95Us),
            microsecondsToText(spread.maxUs)};
}

void writeSpread(TextWriter& writer, const Repetition& repetition)
{
    QList<QStringList> rows {{QString(),
                              Text::tr("count"),
                              Text::tr("min"),
                              Text::tr("median"),
                              Text::tr("p95"),
                              Text::tr("max")}};
    for (const Repetition::PhaseSpread& phase : repetition.phases()) {
        rows.append(spreadRow(QString::fromLatin1(toIdentifier(phase.name)), phase.spread));
    }
    if (const Spread whole = repetition.whole(); whole.count > 0) {
        rows.append(spreadRow(Text::tr("until connected"), whole));
    }
    if (rows.size() > 1) {
        writer.heading(Text::tr("Times"));
        constexpr int kIndent = 2;
        writer.table(rows, kIndent, {1, 2, 3, 4, 5});
    }
}

} // namespace

QJsonObject toJson(const Repetition& repetition,
                   const QString& name,
                   int asked,
                   const std::optional<Error>& fault)
{
    QJsonArray versions;
    for (const Repetition::VersionResults& one : repetition.byVersions()) {
        versions.append(QJsonObject {{"versions", toText(one.versions)},
                                     {"results", resultsJson(one.results)}});
    }
    QJsonArray phases;
    for (const Repetition::PhaseSpread& phase : repetition.phases()) {
        QJsonObject object = spreadJson(phase.spread);
        object.insert("name", QLatin1String(toIdentifier(phase.name)));
        phases.append(object);
    }
    return {{"schema", "tls-workbench/repetition/1"},
            {"name", name},
            {"count", repetition.count()},
            {"asked", asked},
            {"results", resultsJson(repetition.results())},
            {"by_versions", versions},
            {"resumed",
             repetition.offeredSessions() ? QJsonValue(repetition.resumed())
                                          : QJsonValue(QJsonValue::Null)},
            {"whole_us", spreadJson(repetition.whole())},
            {"phases", phases},
            {"fault", fault ? QJsonValue(fault->toLine()) : QJsonValue(QJsonValue::Null)}};
}

QString summaryLine(const Repetition& repetition, int asked)
{
    QStringList counts = countTexts(repetition.results());
    if (repetition.offeredSessions()) {
        counts.append(Text::tr("%1 resumed").arg(repetition.resumed()));
    }
    return Text::tr("%1 of %2 connections made: %3")
        .arg(repetition.count())
        .arg(asked)
        .arg(counts.join(QStringLiteral(", ")));
}

QString versionsLine(const Repetition& repetition)
{
    QStringList parts;
    for (const Repetition::VersionResults& one : repetition.byVersions()) {
        parts.append(QStringLiteral("%1: %2").arg(
            toText(one.versions), countTexts(one.results).join(QStringLiteral(", "))));
    }
    return parts.size() < 2 ? QString() : parts.join(QStringLiteral("; "));
}

QString spreadLine(const Repetition& repetition)
{
    const Spread whole = repetition.whole();
    return whole.count == 0 ? QString()
                            : Text::tr("until connected: min %1, median %2, p95 %3, max %4")
                                  .arg(microsecondsToText(whole.minUs),
                                       microsecondsToText(whole.medianUs),
                                       microsecondsToText(whole.p95Us),
                                       microsecondsToText(whole.maxUs));
}

QString toText(const Repetition& repetition, int asked, bool colour)
{
    TextWriter writer(colour);
    const bool whole = repetition.countOf(ConnectionResult::Established) == asked;
    writer.line(summaryLine(repetition, asked), whole ? Tone::Good : Tone::Bad);
    if (const QString line = versionsLine(repetition); !line.isEmpty()) {
        writer.line(line);
    }
    writeSpread(writer, repetition);
    return writer.text();
}

QString
toLine(const ConnectionRecord& record, const QList<Finding>& findings, int number, bool colour)
{
    constexpr int kWidth = 4;
    TextWriter writer(colour);
    OutcomeLine outcome = outcomeLine(record, findings);
    if (!findings.isEmpty()) {
        outcome.text += QStringLiteral(" — ") + findings.first().title;
    }
    writer.line(QString::number(number).rightJustified(kWidth) + QLatin1Char(' ') + outcome.text,
                outcome.tone);
    QString line = writer.text();
    line.chop(1); // whoever prints it ends it
    return line;
}

} // namespace workbench
