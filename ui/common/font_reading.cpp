#include "ui/common/font_reading.h"

#include <QLibrary>

namespace workbench {

FontReading::FontReading()
    : m_thread([] {
        // Qt links the library already; its headers would be one more package for one call.
        using Init = int (*)();
        QLibrary library(QStringLiteral("fontconfig"), 1);
        if (const auto init = reinterpret_cast<Init>(library.resolve("FcInit"))) {
            init();
        }
    })
{ }

FontReading::~FontReading()
{
    wait();
}

void FontReading::wait()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

} // namespace workbench
