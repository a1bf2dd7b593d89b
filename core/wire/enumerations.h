#pragma once

#include "core/wire/field_format.h"

namespace workbench::wire {

/// The name of a value of one of the small enumerations that stand in single RFCs; null when it has
/// none, or when the format is none of them.
const char* enumerationName(Format format, std::uint64_t value);

} // namespace workbench::wire
