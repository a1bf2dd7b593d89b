#pragma once

#include <string_view>
#include <vector>

namespace workbench::wire {

/// Which programs are known to say hello in the way that a JA4 fingerprint describes. Compared are
/// its lists of suites, extensions and signature schemes; server name and ALPN are left out, as
/// they depend on where somebody goes to. It is to be the fingerprint of the lastingPart() of a
/// hello. Empty: none that was measured, which says nothing about others.
///
/// A program with other settings, or built on the same library, may look the same: the name says
/// what it looks like, not what it is.
std::vector<std::string_view> clientsOf(std::string_view ja4);

} // namespace workbench::wire
