#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/window_context.h"

#include <functional>

class QWidget;

namespace workbench {

/// Runs something that may need the passphrases of entries' keys, which may be kept in memory or in
/// the desktop's secret storage; where one is missing or wrong it asks and runs it again. Nothing
/// waits meanwhile. What fitted is kept as the person chooses.
///
/// `attempt` gets the source of passphrases and returns what happened; `finished` gets the last
/// outcome: success, another error, or Cancelled.
void withPassphrases(QWidget* parent,
                     const WindowContext& context,
                     const std::function<Result<void>(const PasswordSource&)>& attempt,
                     const std::function<void(const Result<void>&)>& finished);

} // namespace workbench
