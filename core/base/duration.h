#pragma once

#include "core/base/result.h"

#include <chrono>

namespace workbench {

/// Durations are whole milliseconds where a person sets them.
using Milliseconds = std::chrono::milliseconds;

/// Reads "10" (milliseconds), "250ms", "1 s", "1.5s", "2 min", "2m", "1 h". Error (InvalidInput)
/// for anything else, for negative values and for more than 24 hours; zero is allowed.
Result<Milliseconds> parseDuration(const QString& text);

/// Readable text that parseDuration reads back, e.g. "250 ms", "1.5 s", "2 min".
QString toText(Milliseconds duration);

/// Microseconds for people: "0.41 ms", "12.3 ms", "1.52 s".
QString microsecondsToText(qint64 microseconds);

} // namespace workbench
