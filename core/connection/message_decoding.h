#pragma once

#include "core/connection/connection_record.h"
#include "core/wire/decode.h"

namespace workbench {

/// What the record knows and the message does not say itself: version and suite agreed on, which
/// end sent it, DTLS.
wire::DecodeContext decodeContextOf(const ConnectionRecord& record, const TraceMessage& message);

/// The fields of one message of the record. Without a single field (no root) where nothing of it
/// was kept, as of application data.
wire::FieldTree decodeMessage(const ConnectionRecord& record, const TraceMessage& message);

} // namespace workbench
