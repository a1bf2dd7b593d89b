#pragma once

#include "app/command_line/exit_status.h"
#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

namespace workbench {

/// What one connection means for the status: it worked and nothing is wrong, or it is a failure.
ExitStatus statusOf(const ConnectionRecord& record, const QList<Finding>& findings);

} // namespace workbench
