#include "core/diagnosis/version_names.h"

#include "core/diagnosis/named_values.h"

namespace workbench {

QString versionTextOf(const ConnectionRecord& record, quint16 version)
{
    if (record.transport == Transport::Tcp || version == 0 || version > kTls13) {
        return versionText(version);
    }
    return versionText(version < kTls12 ? kDtls10 : kDtls12);
}

} // namespace workbench
