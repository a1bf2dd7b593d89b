#include "app/command_line/connection_status.h"

namespace workbench {

ExitStatus statusOf(const ConnectionRecord& record, const QList<Finding>& findings)
{
    return record.result == ConnectionResult::Established && !hasError(findings) ? ExitDone
                                                                                 : ExitTestFailed;
}

} // namespace workbench
