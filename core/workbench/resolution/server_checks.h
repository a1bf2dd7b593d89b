#pragma once

#include "core/base/result.h"
#include "core/connection/options/answer_settings.h"
#include "core/connection/options/listen_settings.h"
#include "core/connection/options/server_limits.h"
#include "core/connection/options/transport.h"

namespace workbench {

/// Whether the file of an answer could be sent, its dialogue held, its banner be read. Errors of
/// the field "answer", as of checkReadable(), readClearScript() and escapedText().
Result<void> checkAnswer(const AnswerSettings& answer);

/// Whether the limits fit what the server speaks. Error NotSupported of the field
/// "first-byte-timeout".
Result<void> checkLimits(const ServerLimits& limits, Transport transport);

/// Whether what it speaks can be spread over threads. Error NotSupported of the field "threads".
Result<void> checkThreads(const ListenSettings& listen, Transport transport);

} // namespace workbench
