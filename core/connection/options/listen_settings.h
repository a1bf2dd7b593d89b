#pragma once

#include "core/connection/options/socket_settings.h"

#include <QString>

namespace workbench {

constexpr int kMostThreads = 64; ///< of one server

/// Where a server listens, with how much of this computer, and what the system is told of the
/// connections that come in there.
struct ListenSettings
{
    QString address; ///< IP literals, interface names or host names with commas; empty: 127.0.0.1
    quint16 port = 0; ///< 0: a free one
    bool reuseAddress = true; ///< also one that an earlier run still holds
    bool keepAlive = false; ///< SO_KEEPALIVE; TCP only
    Nagle nagle = Nagle::Never; ///< TCP only
    int threads = 1; ///< that carry its connections, over TCP; 1 to kMostThreads; with 1 it is the
                     ///< one that listens
};

} // namespace workbench
