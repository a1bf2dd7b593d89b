#include "core/report/clear_dialogue_report.h"

#include "core/base/duration.h"
#include "core/base/hex.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace workbench {
namespace {

/// Text, line by line; bytes that are none as hexadecimal.
QStringList linesOf(const QByteArray& bytes)
{
    const bool isText = std::all_of(bytes.begin(), bytes.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte >= ' ' || letter == '\r' || letter == '\n' || letter == '\t';
    });
    if (!isText) {
        return {toHex(bytes)};
    }
    QString text = QString::fromUtf8(bytes);
    text.remove(QLatin1Char('\r'));
    return text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

} // namespace

QJsonArray clearDialogueJson(const QList<DataChunk>& dialogue)
{
    QJsonArray array;
    for (const DataChunk& chunk : dialogue) {
        array.append(QJsonObject {{"time_us", chunk.timeUs},
                                  {"direction", QString::fromLatin1(toIdentifier(chunk.direction))},
                                  {"text", QString::fromUtf8(chunk.bytes)},
                                  {"hex", toHex(chunk.bytes)}});
    }
    return array;
}

void writeClearDialogue(TextWriter& writer,
                        const QList<DataChunk>& dialogue,
                        const QString& reference)
{
    if (dialogue.isEmpty()) {
        return;
    }
    writer.heading(QCoreApplication::translate("ConnectionReport", "Said in clear before TLS"));
    QList<QStringList> rows;
    for (const DataChunk& chunk : dialogue) {
        QString time = microsecondsToText(chunk.timeUs);
        QString arrow
            = chunk.direction == Direction::Sent ? QStringLiteral("──▶") : QStringLiteral("◀──");
        const QStringList lines = linesOf(chunk.bytes);
        for (const QString& line : lines) {
            rows.append({reference, std::exchange(time, {}), std::exchange(arrow, {}), line});
        }
    }
    constexpr int kIndent = 2;
    writer.table(rows, kIndent, {1});
}

} // namespace workbench
