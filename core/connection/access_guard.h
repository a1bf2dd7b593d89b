#pragma once

#include "core/base/result.h"
#include "core/connection/options/access_settings.h"

#include <QHostAddress>
#include <QList>

#include <optional>
#include <utility>

namespace workbench {

/// Addresses whose first bits are the same: the address, and how many bits.
using AddressRange = std::pair<QHostAddress, int>;

/// Reads "192.0.2.1", "192.0.2.0/24", "2001:db8::/32"; IPv4 in IPv6 ("::ffff:192.0.2.0/120", RFC
/// 4291 §2.5.5.2) becomes the IPv4 that it means. Errors InvalidInput of the field "allow".
Result<AddressRange> parseAddressRange(const QString& text);

/// The alerts that the library sends as they are, in every version (RFC 8446 §6, RFC 5246 §7.2).
QList<quint8> refusalAlerts();

/// Whether settings can be used. Errors InvalidInput of the fields "allow", "max-connections" and
/// "deny-with".
Result<void> checkAccess(const AccessSettings& access);

/// No server lets in more at a time, whatever its settings: a flood must not take the process down.
constexpr int kMostConnections = 4096;

/// Decides whom a server lets in.
class AccessGuard
{
public:
    AccessGuard() = default;
    /// Settings that checkAccess() takes.
    explicit AccessGuard(AccessSettings access);

    const AccessSettings& settings() const { return m_access; }

    /// What keeps a client out; nothing: it may come in. `inside`: how many are connected already.
    /// A client without address has reset its connection already: it is not judged by that.
    std::optional<Denial> refuses(const QHostAddress& client, int inside) const;

private:
    bool isAllowed(const QHostAddress& client) const;

    AccessSettings m_access;
    QList<AddressRange> m_allowed;
};

} // namespace workbench
