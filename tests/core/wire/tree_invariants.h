#pragma once

#include "core/wire/field.h"

#include <set>
#include <string>
#include <tuple>

namespace samples {

/// Empty when the tree keeps the promises of Field, else what is wrong with it.
inline std::string brokenInvariant(const workbench::wire::FieldTree& tree)
{
    using workbench::wire::Field;
    for (std::uint32_t index = 0; index < tree.fieldCount(); ++index) {
        const Field field = tree.at(index);
        const auto range = field.range();
        const std::string name(field.name());
        if (name.empty() || field.source() >= tree.sourceCount()
            || range.end() > tree.source(field.source()).size() || range.end() < range.offset) {
            return name + " is outside of its source";
        }
        std::uint32_t before = range.offset;
        for (const Field child : field.children()) {
            const auto inner = child.range();
            if (child.parent() != field) {
                return name + " has a child of another field";
            }
            if (child.source() != field.source()) {
                continue;
            }
            if (inner.offset < before || inner.end() > range.end()) {
                return std::string(child.name()) + " is out of order or outside of " + name;
            }
            before = inner.end();
        }
        if (field.fault() != nullptr && field.fault()->text().empty()) {
            return name + " has a fault without text";
        }
    }
    return {};
}

using Leaf = std::tuple<std::string, std::uint32_t, std::uint32_t>;

/// Name, offset and length of the fields without children that end by `end`, in source 0.
inline std::set<Leaf> leavesUpTo(const workbench::wire::FieldTree& tree, std::size_t end)
{
    std::set<Leaf> leaves;
    for (std::uint32_t index = 0; index < tree.fieldCount(); ++index) {
        const auto field = tree.at(index);
        const auto range = field.range();
        if (!field.hasChildren() && field.source() == 0 && range.length > 0 && range.end() <= end) {
            leaves.emplace(field.name(), range.offset, range.length);
        }
    }
    return leaves;
}

} // namespace samples
