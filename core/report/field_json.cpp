#include "core/report/field_json.h"

#include "core/report/json_text.h"

#include <QByteArray>
#include <QJsonDocument>

namespace workbench {
namespace {

void appendChildren(std::string& out, wire::Field parent, std::uint32_t base);

/// `base`: where the bytes begin that offsets count in, within the field's source.
void appendField(std::string& out, wire::Field field, std::uint32_t base)
{
    out += R"({"name":)";
    appendJsonText(out, field.name());
    out += R"(,"value":)";
    const std::string value = field.valueText();
    if (value.empty() && field.format() == wire::Format::Structure) {
        out += "null";
    } else {
        appendJsonText(out, value);
    }
    out += R"(,"offset":)";
    appendJsonNumber(out, field.range().offset - base);
    out += R"(,"length":)";
    appendJsonNumber(out, field.range().length);
    if (field.source() != field.parent().source()) {
        out += R"(,"hex":)";
        appendJsonHex(out, field.bytes());
    }
    out += R"(,"children":)";
    appendChildren(out, field, base);
    out += R"(,"error":)";
    appendFieldErrorJson(out, field, base);
    out += '}';
}

void appendChildren(std::string& out, wire::Field parent, std::uint32_t base)
{
    out += '[';
    bool first = true;
    for (const wire::Field child : parent.children()) {
        if (!first) {
            out += ',';
        }
        first = false;
        const bool elsewhere = child.source() != parent.source();
        appendField(out, child, elsewhere ? child.range().offset : base);
    }
    out += ']';
}

} // namespace

void appendFieldsJson(std::string& out, wire::Field message)
{
    appendChildren(out, message, message.range().offset);
}

QJsonArray fieldsJson(wire::Field message)
{
    std::string text;
    appendFieldsJson(text, message);
    const auto bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    return QJsonDocument::fromJson(bytes).array();
}

void appendFieldErrorJson(std::string& out, wire::Field field, std::uint32_t base)
{
    if (const std::optional<wire::Fault> fault = faultFrom(field, base)) {
        appendJsonText(out, fault->text());
    } else {
        out += "null";
    }
}

std::optional<wire::Fault> faultFrom(wire::Field field, std::uint32_t base)
{
    if (field.fault() == nullptr) {
        return std::nullopt;
    }
    wire::Fault fault = *field.fault();
    fault.offset -= base;
    return fault;
}

} // namespace workbench
