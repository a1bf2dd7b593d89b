#pragma once

#include "core/base/duration.h"

namespace workbench {

/// How a server lets its clients take sessions up again.
struct SessionSettings
{
    bool tickets = true; ///< false: no session tickets (TLS 1.2 then resumes by session id only)
    int ticketCount = 2; ///< TLS 1.3: of a full handshake; a resumed one gives one
    Milliseconds lifetime {0}; ///< of sessions and tickets, in whole seconds; 0: the library's, 2 h
    /// Tickets are sealed with a new key after so long; those of the key before are taken for once
    /// more as long. 0: one key until the server ends.
    Milliseconds keyRotation {0};
    bool ids = true; ///< TLS 1.2: sessions are kept, and found by their id (RFC 5246 §7.3)

    bool operator==(const SessionSettings&) const = default;
};

constexpr int kMostTickets = 20;

} // namespace workbench
