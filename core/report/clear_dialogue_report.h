#pragma once

#include "core/connection/connection_record.h"
#include "core/report/text_writer.h"

#include <QJsonArray>

namespace workbench {

/// What was said before TLS began, as JSON: time_us, direction, text (UTF-8, as far as it is that),
/// hex. Empty: nothing was.
QJsonArray clearDialogueJson(const QList<DataChunk>& dialogue);

/// The same as a section of the text report, each line with the connection's reference. Nothing
/// where there is none.
void writeClearDialogue(TextWriter& writer,
                        const QList<DataChunk>& dialogue,
                        const QString& reference);

} // namespace workbench
