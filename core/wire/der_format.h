#pragma once

#include "core/wire/field_format.h"

#include <string>

namespace workbench::wire {

/// Text for the formats whose bytes are the content of a DER element, and for addresses.
std::string derText(Format format, Bytes bytes);

} // namespace workbench::wire
