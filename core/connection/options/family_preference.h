#pragma once

namespace workbench {

/// Which addresses of a name are tried, and in which order.
enum class FamilyPreference
{
    HappyEyeballs, ///< both families in turn, whichever answers first (RFC 8305)
    PreferIpv6, ///< IPv6 first; nothing special where this computer has no way to it
    PreferIpv4, ///< IPv4 first
    OnlyIpv6, ///< the name is asked for IPv6 addresses alone
    OnlyIpv4,
};

} // namespace workbench
