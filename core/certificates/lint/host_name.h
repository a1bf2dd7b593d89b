#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// Whether the text is an IPv4 or IPv6 address, alone or with "*" in place of numbers.
bool looksLikeAddress(const QString& name);

/// Whether somebody who wrote this as a common name meant a host: an address, or labels of letters,
/// digits and hyphens with a dot between them, a wildcard included.
bool looksLikeHost(const QString& name);

/// A name that nobody can own in the public DNS: without a dot, or below a special-use or private
/// top-level domain (RFC 6761, RFC 8375, ICANN's .internal).
bool isInternalName(const QString& name);

} // namespace workbench
