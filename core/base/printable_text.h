#pragma once

#include <QString>

namespace workbench {

/// A control or format character, which a terminal obeys or which turns the direction of what
/// follows, or one that begins a new line (U+2028, U+2029).
bool isControl(char32_t character);

/// The text with such characters replaced by '.'.
QString withoutControls(QString text);

} // namespace workbench
