#pragma once

#include <QString>

namespace workbench {

class FormField;

/// Says beside a row whose editor is a line for a time limit what is wrong with what was typed, or
/// what 0 stands for. Nothing typed is fine.
void checkLimit(FormField* field, const QString& zero);

} // namespace workbench
