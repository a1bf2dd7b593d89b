#pragma once

#include "core/connection/connection_record.h"

#include <QJsonValue>

namespace workbench {

/// A stapled OCSP response and what a check of it found, as JSON. Null where nobody asked for a
/// staple. What a check found is null at the end that did not check.
QJsonValue stapleJson(const OcspStaple& staple);

} // namespace workbench
