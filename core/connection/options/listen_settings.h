#pragma once

#include <QString>

namespace workbench {

/// Where a server listens.
struct ListenSettings
{
    QString address; ///< IP literals, interface names or host names with commas; empty: 127.0.0.1
    quint16 port = 0; ///< 0: a free one
    bool reuseAddress = true; ///< also one that an earlier run still holds
};

} // namespace workbench
