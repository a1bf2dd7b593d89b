#pragma once

#include "core/connection/connection_record.h"
#include "core/report/text_writer.h"

#include <QJsonArray>

namespace workbench {

/// Reports hold this much of what was said, from its beginning; of the rest they say how long it
/// was.
constexpr qint64 kMostReportedBytes = 64LL << 10;

/// What was said before TLS began, as JSON: time_us, direction, text (UTF-8, as far as it is that),
/// hex. Empty: nothing was.
QJsonArray clearDialogueJson(const QList<DataChunk>& dialogue);

/// Application data as JSON: direction, time_us, length, `text` where it is readable UTF-8, else
/// `hex` (the other one is null), `truncated` where there is more than stands there, `sender` of a
/// datagram where anybody is heard.
QJsonArray dataJson(const QList<DataChunk>& data);

/// How much of it is kept.
qint64 dataBytes(const QList<DataChunk>& data);

/// Either of them as a section of the text report, line by line, each line with the connection's
/// `reference`; bytes that are no text in hexadecimal. `dropped`: bytes that were not kept. Nothing
/// where nothing was said.
void writeDialogue(TextWriter& writer,
                   const QString& heading,
                   const QString& reference,
                   const QList<DataChunk>& dialogue,
                   qint64 dropped = 0);

} // namespace workbench
