#pragma once

#include "core/base/result.h"
#include "core/capture/byte_input.h"
#include "core/capture/input_kind.h"
#include "core/report/decode_report.h"

#include <optional>

namespace workbench {

/// Decodes an input into the report. `kind`: as which to read it; nothing: recognised by its
/// content. Captures and records are read as a stream; the others must fit into 64 MiB. What is
/// wrong with the content is no Error but a fault in the report. Error (InvalidInput): too large.
Result<void> decodeInput(capture::ByteInput& input,
                         std::optional<capture::InputKind> kind,
                         DecodeReport& report);

} // namespace workbench
