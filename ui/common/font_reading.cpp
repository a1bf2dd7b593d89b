#include "ui/common/font_reading.h"

#include <QLibrary>

namespace workbench {

std::jthread readFonts()
{
    // Qt links the library already; its headers would be one more package for one call. It is
    // looked for here: QLibrary is a QObject, and Qt takes the thread of the first one for the main
    // thread.
    using Init = int (*)();
    QLibrary library(QStringLiteral("fontconfig"), 1);
    const auto init = reinterpret_cast<Init>(library.resolve("FcInit"));
    return init == nullptr ? std::jthread() : std::jthread([init] { init(); });
}

} // namespace workbench
