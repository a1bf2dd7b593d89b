#include "core/report/library_report.h"

#include "core/base/duration.h"
#include "core/base/openssl_errors.h"
#include "core/connection/library_outcome.h"
#include "core/report/json_values.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

namespace workbench {
namespace {

using json::textOrNull;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(LibraryReport)
};

QJsonArray waitsJson(const QList<LibraryWait>& waits)
{
    QJsonArray array;
    for (const LibraryWait& wait : waits) {
        array.append(
            QJsonObject {{"state", QString::fromLatin1(wait.state)},
                         {"want", wait.reading ? QStringLiteral("read") : QStringLiteral("write")},
                         {"start_us", wait.startUs},
                         {"duration_us", wait.durationUs}});
    }
    return array;
}

} // namespace

QJsonValue libraryJson(const ConnectionRecord& record)
{
    const LibraryOutcome outcome = libraryOutcome(record);
    if (!outcome.called) {
        return QJsonValue::Null;
    }
    const QJsonValue null(QJsonValue::Null);
    return QJsonObject {
        {"function", QString::fromLatin1(libraryFunction(record.role))},
        {"returned", outcome.returned},
        {"error", QString::fromLatin1(toIdentifier(outcome.reason))},
        {"errno", outcome.errorNumber != 0 ? QJsonValue(outcome.errorNumber) : null},
        {"code", outcome.code != 0 ? QJsonValue(openSslCodeText(outcome.code)) : null},
        {"text", textOrNull(outcome.text)},
        {"state", QString::fromLatin1(record.handshakeCall.state)},
        {"waits", waitsJson(record.handshakeCall.waits)}};
}

QString librarySentence(const ConnectionRecord& record)
{
    const LibraryOutcome outcome = libraryOutcome(record);
    if (!outcome.called) {
        return {};
    }
    QString sentence = Text::tr("%1 returned %2, %3")
                           .arg(QString::fromLatin1(libraryFunction(record.role)))
                           .arg(outcome.returned)
                           .arg(QString::fromLatin1(toOpenSslName(outcome.reason)));
    if (outcome.errorNumber != 0) {
        sentence += Text::tr(", errno %1").arg(outcome.errorNumber);
    }
    if (outcome.code != 0) {
        sentence += QStringLiteral(", ") + openSslCodeText(outcome.code);
    }
    return outcome.text.isEmpty() ? sentence : sentence + QStringLiteral(": ") + outcome.text;
}

QList<QStringList> libraryWaitRows(const ConnectionRecord& record)
{
    QList<QStringList> rows;
    for (const LibraryWait& wait : record.handshakeCall.waits) {
        rows.append({microsecondsToText(wait.startUs),
                     wait.reading ? Text::tr("want read") : Text::tr("want write"),
                     microsecondsToText(wait.durationUs),
                     QString::fromLatin1(wait.state)});
    }
    return rows;
}

void writeLibrary(TextWriter& writer, const ConnectionRecord& record)
{
    const QString sentence = librarySentence(record);
    if (sentence.isEmpty()) {
        return;
    }
    constexpr int kIndent = 2;
    const QString margin(kIndent, QLatin1Char(' '));
    writer.heading(Text::tr("In the library's own words"));
    writer.line(margin + sentence);
    writer.line(margin
                + Text::tr("state: %1").arg(QString::fromLatin1(record.handshakeCall.state)));
    writer.table(libraryWaitRows(record),
                 kIndent,
                 {0, 2},
                 Tone::Quiet,
                 TableHeads::ofColumns({Text::tr("begin"),
                                        Text::tr("wait"),
                                        Text::tr("time"),
                                        Text::tr("state of the handshake")}));
}

} // namespace workbench
