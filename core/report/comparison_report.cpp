#include "core/report/comparison_report.h"

#include "core/certificates/certificate_facts.h"
#include "core/report/text_writer.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ComparisonReport)
};

QString subjectOf(const std::shared_ptr<X509>& certificate)
{
    return certificate ? certificateFacts(certificate.get()).subject : QString();
}

QJsonValue subjectJson(const std::shared_ptr<X509>& certificate)
{
    return certificate ? QJsonValue(subjectOf(certificate)) : QJsonValue(QJsonValue::Null);
}

QJsonObject fieldJson(const ComparedField& field)
{
    const QJsonValue none(QJsonValue::Null);
    return {{"id", field.id},
            {"group", field.group},
            {"name", field.name},
            {"state", QString::fromLatin1(toIdentifier(field.state))},
            {"left", field.state == ComparedState::OnlyRight ? none : QJsonValue(field.left)},
            {"right", field.state == ComparedState::OnlyLeft ? none : QJsonValue(field.right)}};
}

QString symbol(ComparedState state)
{
    switch (state) {
    case ComparedState::Equal:
        return QStringLiteral("= ");
    case ComparedState::Different:
        return QStringLiteral("≠ ");
    case ComparedState::OnlyLeft:
        return QStringLiteral("< ");
    case ComparedState::OnlyRight:
        return QStringLiteral("> ");
    }
    return {};
}

void writeField(TextWriter& writer, const ComparedField& field)
{
    writer.line(QStringLiteral("  %1%2, %3").arg(symbol(field.state), field.group, field.name),
                Tone::Strong);
    const auto side = [&](const QString& sign, const QString& text) {
        for (const QString& line : text.split(QLatin1Char('\n'))) {
            writer.paragraph(QStringLiteral("      ") + sign, line.trimmed());
        }
    };
    if (field.state != ComparedState::OnlyRight) {
        side(QStringLiteral("< "), field.left);
    }
    if (field.state != ComparedState::OnlyLeft) {
        side(QStringLiteral("> "), field.right);
    }
}

void writePair(TextWriter& writer, const ChainComparison& comparison, const ComparedPair& pair)
{
    const qsizetype different = differences(pair.fields);
    if (pair.state == ComparedState::OnlyLeft || pair.state == ComparedState::OnlyRight) {
        const bool left = pair.state == ComparedState::OnlyLeft;
        writer.line(Text::tr("%1%2 is in %3 only.")
                        .arg(symbol(pair.state),
                             subjectOf(left ? pair.left : pair.right),
                             left ? comparison.left : comparison.right),
                    Tone::Warning);
        return;
    }
    writer.line(pair.state == ComparedState::Equal
                    ? Text::tr("= %1 is the same certificate.").arg(subjectOf(pair.left))
                    : Text::tr("≠ %1: %2 of %3 fields differ.")
                          .arg(subjectOf(pair.left))
                          .arg(different)
                          .arg(pair.fields.size()),
                pair.state == ComparedState::Equal ? Tone::Good : Tone::Warning);
    for (const ComparedField& field : pair.fields) {
        if (field.state != ComparedState::Equal) {
            writeField(writer, field);
        }
    }
}

} // namespace

QJsonObject toJson(const ChainComparison& comparison)
{
    QJsonArray certificates;
    for (const ComparedPair& pair : comparison.pairs) {
        QJsonArray fields;
        for (const ComparedField& field : pair.fields) {
            fields.append(fieldJson(field));
        }
        certificates.append(QJsonObject {{"left", subjectJson(pair.left)},
                                         {"right", subjectJson(pair.right)},
                                         {"state", QString::fromLatin1(toIdentifier(pair.state))},
                                         {"fields", fields}});
    }
    return {{"schema", "tls-workbench/comparison/1"},
            {"left", comparison.left},
            {"right", comparison.right},
            {"equal", differences(comparison.pairs) == 0},
            {"certificates", certificates}};
}

QString toText(const ChainComparison& comparison, bool colour)
{
    TextWriter writer(colour);
    writer.line(Text::tr("< %1").arg(comparison.left), Tone::Strong);
    writer.line(Text::tr("> %1").arg(comparison.right), Tone::Strong);
    for (const ComparedPair& pair : comparison.pairs) {
        writer.blank();
        writePair(writer, comparison, pair);
    }
    return writer.text();
}

} // namespace workbench
