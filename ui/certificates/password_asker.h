#pragma once

#include "core/workbench/profiles.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <memory>

namespace workbench {

/// Runs something that may need the passwords of files; when one is missing or wrong it asks and
/// runs it again. Nothing waits meanwhile. Passwords are forgotten when it is over.
///
/// `attempt` gets the source of passwords and returns what happened; `finished` gets the last
/// outcome: success, another error, or Cancelled.
void withPasswords(QWidget* parent,
                   const std::function<Result<void>(const PasswordSource&)>& attempt,
                   const std::function<void(const Result<void>&)>& finished);

/// The same for an attempt that reads files or takes its time: it runs in a thread of the pool and
/// gets everything by value.
void withPasswordsInBackground(QWidget* parent,
                               const std::function<Result<void>(const PasswordSource&)>& attempt,
                               const std::function<void(const Result<void>&)>& finished);

} // namespace workbench
