#include "core/certificates/stores/platform_store.h"

namespace workbench {

QList<PlatformStore> platformStores()
{
    return {};
}

} // namespace workbench
