#pragma once

#include <QString>

namespace workbench {

/// A control or format character, which a terminal obeys or which turns the direction of what
/// follows.
bool isControl(char32_t character);

/// The text with control and format characters replaced by '.'.
QString withoutControls(QString text);

} // namespace workbench
