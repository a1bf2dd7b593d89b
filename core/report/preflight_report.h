#pragma once

#include "core/certificates/preflight/preflight.h"

#include <QJsonObject>
#include <QString>

namespace workbench {

/// The document `tls-workbench/preflight/1`: `name`, `for`, `host` (null: not asked), `time`,
/// `security_level`, `ready`, `items` (`check`, `result`, `id` or null, `title`, `detail`, `fixes`
/// of `action` and `text`), `chain` (subjects as they should be sent).
QJsonObject toJson(const Preflight& preflight, const PreflightQuestion& question);

/// The same for people.
QString toText(const Preflight& preflight, const PreflightQuestion& question, bool colour);

} // namespace workbench
