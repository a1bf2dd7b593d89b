#pragma once

#include "core/connection/connection_record.h"
#include "core/wire/decode.h"

#include <string>

namespace workbench {

/// What the record knows and the message does not say itself: version and suite agreed on, which
/// end sent it, DTLS.
wire::DecodeContext decodeContextOf(const ConnectionRecord& record, const TraceMessage& message);

/// As the RFCs name the handshake message: "client_hello"; "hello_retry_request" by its random;
/// an unknown one by its number.
std::string handshakeName(const TraceMessage& message);

/// The fields of one message of the record. Without a single field (no root) where nothing of it
/// was kept, as of application data.
wire::FieldTree decodeMessage(const ConnectionRecord& record, const TraceMessage& message);

} // namespace workbench
