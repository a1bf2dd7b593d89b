#pragma once

namespace workbench {

/// Exit statuses of the program (command line's contract).
enum ExitStatus : int
{
    ExitDone = 0, ///< it worked and nothing is wrong
    ExitTestFailed = 1, ///< the test ran and found a failure
    ExitUsage = 2, ///< wrong usage
    ExitLocalFault = 3, ///< store unreadable, port in use, file not writable
};

} // namespace workbench
