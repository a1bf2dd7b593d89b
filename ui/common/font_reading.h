#pragma once

#include <thread>

namespace workbench {

/// Reads the system's font configuration in a thread of its own while QApplication connects to the
/// display; Qt, which wants it for the first text, then finds it read. To be joined before the
/// first text: two threads would read it twice. Does nothing where there is no fontconfig.
std::jthread readFonts();

} // namespace workbench
