#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_field.h"

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
/// outcome: success, another error, or Cancelled. `moreRows` makes what else is asked in the
/// dialog.
void withPasswords(QWidget* parent,
                   const std::function<Result<void>(const PasswordSource&)>& attempt,
                   const std::function<void(const Result<void>&)>& finished,
                   const std::function<QList<FormField*>()>& moreRows = {});

/// The same for an attempt that reads files or takes its time: it runs in a thread of the pool and
/// gets everything by value.
void withPasswordsInBackground(QWidget* parent,
                               const std::function<Result<void>(const PasswordSource&)>& attempt,
                               const std::function<void(const Result<void>&)>& finished);

} // namespace workbench
