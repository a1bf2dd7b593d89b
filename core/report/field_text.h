#pragma once

#include "core/wire/field.h"

#include <string>

namespace workbench {

/// What a terminal puts in front of what stands out, and behind it; empty without colours.
struct FieldStyle
{
    const char* strong = "";
    const char* bad = "";
    const char* plain = "";
};

/// The fields inside `message` for people, a line each: offset from the message's first byte, name
/// indented by depth, value, what is wrong.
void appendFieldsText(std::string& out, wire::Field message, const FieldStyle& style);

} // namespace workbench
