#pragma once

#include "core/connection/connection_record.h"
#include "core/report/text_writer.h"

#include <QJsonValue>

namespace workbench {

/// What the library's handshake function would say, as JSON: function, returned, error, errno, code
/// and text (null where they say nothing), state, waits of state, want, start_us, duration_us. Null
/// where it came to no handshake.
QJsonValue libraryJson(const ConnectionRecord& record);

/// "SSL_connect returned -1, SSL_ERROR_SYSCALL, errno 104: Connection reset by peer". Empty where
/// it came to no handshake.
QString librarySentence(const ConnectionRecord& record);

/// A row for each wait: start, want, length, state.
QList<QStringList> libraryWaitRows(const ConnectionRecord& record);

/// All of it as a section of the text report. Nothing where it came to no handshake.
void writeLibrary(TextWriter& writer, const ConnectionRecord& record);

} // namespace workbench
