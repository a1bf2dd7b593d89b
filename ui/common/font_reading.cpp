#include "ui/common/font_reading.h"

#include <QLibrary>

namespace workbench {

std::jthread readFonts()
{
    return std::jthread([] {
        // Qt links the library already; its headers would be one more package for one call.
        using Init = int (*)();
        QLibrary library(QStringLiteral("fontconfig"), 1);
        if (const auto init = reinterpret_cast<Init>(library.resolve("FcInit"))) {
            init();
        }
    });
}

} // namespace workbench
