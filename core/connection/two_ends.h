#pragma once

#include "core/connection/connection_record.h"

#include <optional>

namespace workbench {

/// Microseconds between the beginnings of two records, when they can be the two ends of one
/// connection: ports, addresses and lives fit. Nothing: they cannot. Ports are used again, so of
/// several the one with the least is it. Decided records of this process only: they share a clock.
std::optional<qint64> betweenEndsUs(const ConnectionRecord& one, const ConnectionRecord& other);

} // namespace workbench
