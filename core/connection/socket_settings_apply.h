#pragma once

#include "core/connection/options/socket_settings.h"

namespace workbench {

/// Tells a new socket what the settings say, and binds it where they name a local end. `family`:
/// AF_INET or AF_INET6. The errno of what the system refuses; 0: nothing. EAFNOSUPPORT: the local
/// address is of the other family.
int applySettings(int descriptor, const SocketSettings& settings, int family, bool stream);

/// Switches Nagle's algorithm of a TCP socket on (again).
void switchNagleOn(int descriptor);

/// What is in force, as the system says.
struct SocketFacts
{
    bool keepAlive = false;
    bool noDelay = false; ///< Nagle's algorithm is off
    bool dontRoute = false;
    bool broadcast = false;

    bool operator==(const SocketFacts&) const = default;
};

SocketFacts socketFacts(int descriptor, bool stream);

} // namespace workbench
