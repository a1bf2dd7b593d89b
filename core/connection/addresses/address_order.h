#pragma once

#include "core/connection/options/family_preference.h"

#include <QHostAddress>
#include <QList>

namespace workbench {

bool isIpv6(const QHostAddress& address);

/// In which order the addresses of a name are tried. `found`: as the name service sorted them;
/// inside a family that order stays. Happy eyeballs takes one of each family in turn, beginning
/// with that of the first address (RFC 8305 §4). `haveIpv6`: this computer has a way to IPv6
/// addresses; without one they come last, whatever is preferred.
QList<QHostAddress>
orderedAddresses(const QList<QHostAddress>& found, FamilyPreference preference, bool haveIpv6);

/// This computer knows a way to one of the IPv6 addresses; nothing is sent.
bool hasWayToIpv6(const QList<QHostAddress>& addresses);

} // namespace workbench
