#include "ui/common/font_reading.h"

#include <dlfcn.h>

namespace workbench {

std::jthread readFonts()
{
    // Qt links the library already: its headers would be one more package for one call, and
    // QLibrary would look through folders for what is loaded.
    using Init = int (*)();
    const auto init = reinterpret_cast<Init>(dlsym(RTLD_DEFAULT, "FcInit"));
    return init == nullptr ? std::jthread() : std::jthread([init] { init(); });
}

} // namespace workbench
