#include "core/report/dialogue_report.h"

#include "core/base/duration.h"
#include "core/base/hex.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QStringDecoder>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionReport)
};

bool isReadable(const QByteArray& bytes)
{
    const bool printable = std::all_of(bytes.begin(), bytes.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte >= ' ' || letter == '\r' || letter == '\n' || letter == '\t';
    });
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    static_cast<void>(QString(decoder(bytes)));
    // Decoding takes a mark at the beginning away: the text would be other bytes.
    return printable && !decoder.hasError() && !bytes.startsWith("\xEF\xBB\xBF");
}

/// Text, line by line; bytes that are none as hexadecimal.
QStringList linesOf(const QByteArray& bytes)
{
    if (!isReadable(bytes)) {
        return {toHex(bytes)};
    }
    QString text = QString::fromUtf8(bytes);
    text.remove(QLatin1Char('\r'));
    return text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

/// What still finds room; never half a character.
QByteArray takeRoom(const QByteArray& bytes, qint64& room)
{
    qsizetype length = std::min<qsizetype>(bytes.size(), room);
    const auto continues = [&] {
        constexpr unsigned kMask = 0xC0;
        constexpr unsigned kContinuation = 0x80;
        return length > 0 && length < bytes.size()
            && (static_cast<unsigned char>(bytes.at(length)) & kMask) == kContinuation;
    };
    if (isReadable(bytes)) {
        while (continues()) {
            --length;
        }
    }
    room -= length;
    return bytes.left(length);
}

/// Lines of one chunk after the first have no time and no arrow.
QList<QStringList> dialogueRows(const QString& reference, const QList<DataChunk>& dialogue)
{
    QList<QStringList> rows;
    for (const DataChunk& chunk : dialogue) {
        QString time = microsecondsToText(chunk.timeUs);
        QString arrow
            = chunk.direction == Direction::Sent ? QStringLiteral("──▶") : QStringLiteral("◀──");
        if (!chunk.sender.isEmpty()) {
            arrow += QLatin1Char(' ') + chunk.sender;
        }
        const QStringList lines = linesOf(chunk.bytes);
        for (const QString& line : lines) {
            rows.append({reference, std::exchange(time, {}), std::exchange(arrow, {}), line});
        }
    }
    return rows;
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

QJsonArray dataJson(const QList<DataChunk>& data)
{
    QJsonArray array;
    qint64 room = kMostReportedBytes;
    for (const DataChunk& chunk : data) {
        const QByteArray shown = takeRoom(chunk.bytes, room);
        const bool readable = isReadable(chunk.bytes);
        QJsonObject object {
            {"direction", QString::fromLatin1(toIdentifier(chunk.direction))},
            {"time_us", chunk.timeUs},
            {"length", chunk.bytes.size()},
            {"text",
             readable ? QJsonValue(QString::fromUtf8(shown)) : QJsonValue(QJsonValue::Null)},
            {"hex", readable ? QJsonValue(QJsonValue::Null) : QJsonValue(toHex(shown))},
            {"truncated", shown.size() < chunk.bytes.size()}};
        if (!chunk.sender.isEmpty()) {
            object.insert("sender", chunk.sender);
        }
        array.append(object);
    }
    return array;
}

qint64 dataBytes(const QList<DataChunk>& data)
{
    qint64 bytes = 0;
    for (const DataChunk& chunk : data) {
        bytes += chunk.bytes.size();
    }
    return bytes;
}

void writeDialogue(TextWriter& writer,
                   const QString& heading,
                   const QString& reference,
                   const QList<DataChunk>& dialogue,
                   qint64 dropped)
{
    if (dialogue.isEmpty()) {
        return;
    }
    writer.heading(heading);
    qint64 room = kMostReportedBytes;
    qint64 left = dropped;
    QList<DataChunk> shown;
    for (const DataChunk& chunk : dialogue) {
        const QByteArray bytes = takeRoom(chunk.bytes, room);
        left += chunk.bytes.size() - bytes.size();
        if (!bytes.isEmpty()) {
            shown.append(chunk);
            shown.last().bytes = bytes;
        }
    }
    constexpr int kIndent = 2;
    writer.table(
        dialogueRows(reference, shown),
        kIndent,
        {1},
        Tone::Plain,
        TableHeads::ofColumns(
            {Text::tr("connection"), Text::tr("time"), Text::tr("direction"), Text::tr("text")}));
    if (left > 0) {
        writer.line(QString(kIndent, QLatin1Char(' '))
                        + Text::tr("further bytes, not shown: %1").arg(left),
                    Tone::Quiet);
    }
}

} // namespace workbench
