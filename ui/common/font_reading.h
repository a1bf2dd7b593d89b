#pragma once

#include <thread>

namespace workbench {

/// Reads the system's font configuration in a thread of its own while QApplication connects to the
/// display; Qt, which wants it for the first text, then finds it read. Does nothing where there is
/// no fontconfig.
class FontReading
{
public:
    FontReading();
    ~FontReading(); ///< waits until it is read

    FontReading(const FontReading&) = delete;
    FontReading& operator=(const FontReading&) = delete;

    void wait(); ///< to be called before the first text: two threads would read it twice

private:
    std::thread m_thread;
};

} // namespace workbench
