#include "app/command_line/connection_status.h"

#include <algorithm>

namespace workbench {

ExitStatus statusOf(const ConnectionRecord& record, const QList<Finding>& findings)
{
    const bool faulty = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::Error;
    });
    return record.result == ConnectionResult::Established && !faulty ? ExitDone : ExitTestFailed;
}

} // namespace workbench
