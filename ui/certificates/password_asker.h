#pragma once

#include "core/workbench/profiles.h"

#include <QWidget>

#include <functional>

namespace workbench {

/// Runs something that may need the passwords of files, in a thread of the pool; when one is
/// missing or wrong it asks and runs it again. Nothing waits meanwhile. Passwords are forgotten
/// when it is over.
///
/// `attempt` gets everything by value, and the source of passwords; it returns what happened.
/// `finished` gets the last outcome: success, another error, or Cancelled.
void withPasswords(QWidget* parent,
                   const std::function<Result<void>(const PasswordSource&)>& attempt,
                   const std::function<void(const Result<void>&)>& finished);

} // namespace workbench
