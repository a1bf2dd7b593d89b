#pragma once

#include "core/wire/field.h"

#include <QJsonArray>

#include <optional>
#include <string>

/// A decoded tree as the command line's contract has it: each field an object
/// {"name", "value", "offset", "length", "children", "error"}. `value` is text, null for a mere
/// structure; `error` is text or null. Offsets count in the message's own bytes; bytes that do not
/// stand there (decompressed ones) come with a further member `hex` in which they count.
namespace workbench {

/// The array of what is inside `message`.
void appendFieldsJson(std::string& out, wire::Field message);
QJsonArray fieldsJson(wire::Field message);

/// What is wrong with the field itself: text or null. `base`: where the bytes begin that the text's
/// offset counts in.
void appendFieldErrorJson(std::string& out, wire::Field field, std::uint32_t base);
/// The fault of the field with its offset counted from `base`; nothing when there is none.
std::optional<wire::Fault> faultFrom(wire::Field field, std::uint32_t base);

} // namespace workbench
