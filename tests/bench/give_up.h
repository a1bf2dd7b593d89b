#pragma once

namespace workbench::bench {

/// Ends the program with a fault. A benchmark that is skipped ends well; what measures the wrong
/// thing must not.
[[noreturn]] void giveUp(const char* reason);

} // namespace workbench::bench
