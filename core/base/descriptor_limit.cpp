#include "core/base/descriptor_limit.h"

#include <QtGlobal>

#include <algorithm>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace workbench {

#ifdef Q_OS_UNIX
void raiseDescriptorLimit()
{
    // Where the system sets no limit, some libraries would walk through all that could be open.
    constexpr rlim_t kEnough = 65'536;
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return;
    }
    const rlim_t wanted = std::min(limit.rlim_max, kEnough);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
    }
}

int descriptorLimit()
{
    rlimit limit {};
    constexpr rlim_t kMost = 1 << 30;
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0
        ? static_cast<int>(std::min(limit.rlim_cur, kMost))
        : 0;
}
#else
void raiseDescriptorLimit() { }

int descriptorLimit()
{
    return 0;
}
#endif

} // namespace workbench
