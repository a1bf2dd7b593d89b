#pragma once

#include "core/wire/field.h"

#include <string>

namespace samples {

/// The tree as text, a line a field: what a test failure shows.
inline std::string treeText(workbench::wire::Field field, int depth = 0)
{
    std::string line(static_cast<std::size_t>(depth) * 2, ' ');
    line += field.name();
    const std::string value = field.valueText(100);
    line += value.empty() ? "" : ": " + value;
    const auto range = field.range();
    line += "  [" + std::to_string(range.offset) + "+" + std::to_string(range.length);
    line += field.source() == 0 ? "]" : " of source " + std::to_string(field.source()) + "]";
    if (const auto* fault = field.fault()) {
        line += "  !! " + fault->text();
    }
    line += '\n';
    for (const auto child : field.children()) {
        line += treeText(child, depth + 1);
    }
    return line;
}

} // namespace samples
