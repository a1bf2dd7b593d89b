#include "core/report/preflight_report.h"

#include "core/report/text_writer.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PreflightReport)
};

QString roleWord(const PreflightQuestion& question)
{
    return question.purpose == CertificatePurpose::Client ? QStringLiteral("client")
                                                          : QStringLiteral("server");
}

QJsonObject itemJson(const PreflightItem& item)
{
    QJsonArray fixes;
    for (const PreflightFix& fix : item.fixes) {
        fixes.append(QJsonObject {{"action", QString::fromLatin1(toIdentifier(fix.action))},
                                  {"text", fix.text}});
    }
    return {{"check", item.check},
            {"result", QString::fromLatin1(toIdentifier(item.result))},
            {"id", item.id.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(item.id)},
            {"title", item.title},
            {"detail", item.detail},
            {"fixes", fixes}};
}

struct Mark
{
    QString text;
    Tone tone;
};

Mark markOf(CheckResult result)
{
    switch (result) {
    case CheckResult::Passed:
        return {QStringLiteral("✔ "), Tone::Good};
    case CheckResult::Note:
        return {QStringLiteral("• "), Tone::Plain};
    case CheckResult::Warning:
        return {QStringLiteral("▲ "), Tone::Warning};
    case CheckResult::Failed:
        return {QStringLiteral("✖ "), Tone::Bad};
    }
    return {};
}

QString verdict(const Preflight& preflight)
{
    switch (preflight.worst()) {
    case CheckResult::Failed:
        return Text::tr("It will not work like this.");
    case CheckResult::Warning:
        return Text::tr("It works, but not with every peer.");
    default:
        return Text::tr("It is ready.");
    }
}

} // namespace

QJsonObject toJson(const Preflight& preflight, const PreflightQuestion& question)
{
    QJsonArray items;
    for (const PreflightItem& item : preflight.items) {
        items.append(itemJson(item));
    }
    QJsonArray chain;
    for (const std::shared_ptr<X509>& one : preflight.repair.chain) {
        chain.append(certificateFacts(one.get()).subject);
    }
    const QDateTime time
        = question.time.isValid() ? question.time.toUTC() : QDateTime::currentDateTimeUtc();
    return {{"schema", "tls-workbench/preflight/1"},
            {"name", preflight.entry},
            {"for", roleWord(question)},
            {"host",
             question.host.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(question.host)},
            {"time", time.toString(Qt::ISODateWithMs)},
            {"security_level", question.securityLevel},
            {"ready", preflight.isReady()},
            {"items", items},
            {"chain", chain}};
}

QString toText(const Preflight& preflight, const PreflightQuestion& question, bool colour)
{
    TextWriter writer(colour);
    writer.line(question.purpose == CertificatePurpose::Client
                    ? Text::tr("“%1” for a TLS client").arg(preflight.entry)
                    : Text::tr("“%1” for a TLS server").arg(preflight.entry),
                Tone::Strong);
    for (const PreflightItem& item : preflight.items) {
        const Mark mark = markOf(item.result);
        writer.paragraph(QStringLiteral("  ") + mark.text, item.title, mark.tone);
        if (!item.detail.isEmpty()) {
            writer.paragraph(QStringLiteral("    "), item.detail, Tone::Quiet);
        }
        for (const PreflightFix& fix : item.fixes) {
            writer.paragraph(QStringLiteral("    → "), fix.text);
        }
    }
    writer.line(verdict(preflight), markOf(preflight.worst()).tone);
    return writer.text();
}

} // namespace workbench
