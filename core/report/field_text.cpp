#include "core/report/field_text.h"

#include "core/report/field_json.h"

#include <algorithm>

namespace workbench {
namespace {

constexpr std::size_t kLongestValue = 120;
constexpr std::size_t kOffsetWidth = 8;
constexpr std::size_t kStep = 2;

void appendFields(std::string& out,
                  wire::Field parent,
                  std::uint32_t base,
                  std::size_t depth,
                  const FieldStyle& style)
{
    for (const wire::Field field : parent.children()) {
        const bool isElsewhere = field.source() != parent.source();
        const std::uint32_t from = isElsewhere ? field.range().offset : base;
        const std::string offset = std::to_string(field.range().offset - from);
        out.append(kOffsetWidth - std::min(offset.size(), kOffsetWidth), ' ');
        out += offset;
        out.append(depth * kStep, ' ');
        out += field.name();
        const std::string value = field.valueText(kLongestValue);
        if (!value.empty()) {
            out += ": " + value;
        }
        if (const std::optional<wire::Fault> fault = faultFrom(field, from)) {
            out += std::string("  ") + style.bad + "! " + fault->text() + style.plain;
        }
        out += '\n';
        appendFields(out, field, from, depth + 1, style);
    }
}

} // namespace

void appendFieldsText(std::string& out, wire::Field message, const FieldStyle& style)
{
    appendFields(out, message, message.range().offset, 1, style);
}

} // namespace workbench
