#pragma once

#include <QtGlobal>

namespace workbench::bench {

/// Handshakes with 127.0.0.1:`port`, one after the other, each closed in order. Plain OpenSSL,
/// blocking.
struct Load
{
    quint16 port = 0;
    int version = 0; ///< wire value, 0x0303 or 0x0304; exactly that one
    int count = 0;
    bool offersSession = false; ///< the newest of the server's; else every handshake is a full one
};

/// Says a line on standard output when everything is prepared (to offer a session takes one
/// handshake more), makes the handshakes when it has read a line, and says how many were resumed.
/// False after the first that fails; the reason is on standard error.
bool runLoad(const Load& load);

} // namespace workbench::bench
