#include "core/connection/access_guard.h"

#include "core/wire/registry.h"

#include <QCoreApplication>

#include <openssl/ssl.h>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(AccessGuard)
};

constexpr int kIpv4Bits = 32;
constexpr int kIpv6Bits = 128;
constexpr int kMappedBits = kIpv6Bits - kIpv4Bits; ///< in front of IPv4 in IPv6

tl::unexpected<Error> noRange(const QString& text)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no address and no network.").arg(text),
                 .remedy = Text::tr("Write it as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32."),
                 .where = QStringLiteral("allow")});
}

/// IPv4 in IPv6 (RFC 4291 §2.5.5.2).
bool isMapped(const QHostAddress& address)
{
    return address.isInSubnet(QHostAddress(QStringLiteral("::ffff:0.0.0.0")), kMappedBits);
}

/// A client over IPv4 reaches a server that listens on IPv6 as ::ffff:192.0.2.1.
QHostAddress plain(const QHostAddress& address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    return isIpv4 ? QHostAddress(ipv4) : address;
}

} // namespace

Result<AddressRange> parseAddressRange(const QString& text)
{
    const QString trimmed = text.trimmed();
    const qsizetype slash = trimmed.indexOf(QLatin1Char('/'));
    const QHostAddress address(slash < 0 ? trimmed : trimmed.left(slash));
    const bool isIpv4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    // As inet_aton() reads it, “192.0.2” is 192.0.0.2.
    if (address.isNull() || (isIpv4 && !trimmed.startsWith(address.toString()))) {
        return noRange(trimmed);
    }
    const int most = isIpv4 ? kIpv4Bits : kIpv6Bits;
    const int least = isMapped(address) ? kMappedBits : 0;
    bool isNumber = true;
    const int bits = slash < 0 ? most : trimmed.mid(slash + 1).toInt(&isNumber);
    if (!isNumber || bits < least || bits > most) {
        return noRange(trimmed);
    }
    // Clients are compared as IPv4, too.
    return AddressRange(isMapped(address) ? plain(address) : address, bits - least);
}

QList<quint8> refusalAlerts()
{
    return {SSL_AD_UNEXPECTED_MESSAGE,
            SSL_AD_BAD_RECORD_MAC,
            SSL_AD_RECORD_OVERFLOW,
            SSL_AD_HANDSHAKE_FAILURE,
            SSL_AD_BAD_CERTIFICATE,
            SSL_AD_UNSUPPORTED_CERTIFICATE,
            SSL_AD_CERTIFICATE_REVOKED,
            SSL_AD_CERTIFICATE_EXPIRED,
            SSL_AD_CERTIFICATE_UNKNOWN,
            SSL_AD_ILLEGAL_PARAMETER,
            SSL_AD_UNKNOWN_CA,
            SSL_AD_ACCESS_DENIED,
            SSL_AD_DECODE_ERROR,
            SSL_AD_DECRYPT_ERROR,
            SSL_AD_PROTOCOL_VERSION,
            SSL_AD_INSUFFICIENT_SECURITY,
            SSL_AD_INTERNAL_ERROR,
            SSL_AD_INAPPROPRIATE_FALLBACK,
            SSL_AD_UNSUPPORTED_EXTENSION,
            SSL_AD_UNRECOGNIZED_NAME,
            SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE,
            SSL_AD_UNKNOWN_PSK_IDENTITY,
            SSL_AD_NO_APPLICATION_PROTOCOL};
}

Result<void> checkAccess(const AccessSettings& access)
{
    for (const QString& text : access.allowed) {
        if (const Result<AddressRange> range = parseAddressRange(text); !range) {
            return fail(range.error());
        }
    }
    if (access.mostConnections < 0 || access.mostConnections > kMostConnections) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("%1 is no limit of connections.").arg(access.mostConnections),
             .remedy = Text::tr("It goes from 1 to %1.").arg(kMostConnections),
             .where = QStringLiteral("max-connections")});
    }
    if (!refusalAlerts().contains(access.alert)) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = Text::tr("The library does not send alert %1 (%2).")
                            .arg(access.alert)
                            .arg(QString::fromStdString(wire::alertName(access.alert))),
             .remedy = Text::tr("Use access_denied, handshake_failure or another fatal alert."),
             .where = QStringLiteral("deny-with")});
    }
    return {};
}

AccessGuard::AccessGuard(AccessSettings access)
    : m_access(std::move(access))
{
    for (const QString& text : std::as_const(m_access.allowed)) {
        if (const Result<AddressRange> range = parseAddressRange(text)) {
            m_allowed.append(*range);
        }
    }
}

std::optional<Denial> AccessGuard::refuses(const QHostAddress& client, int inside) const
{
    if (m_access.deny) {
        return Denial::Everybody;
    }
    if (!client.isNull() && !isAllowed(client)) {
        return Denial::Address;
    }
    const int most = m_access.mostConnections > 0 ? m_access.mostConnections : kMostConnections;
    return inside >= most ? std::optional(Denial::Crowd) : std::nullopt;
}

bool AccessGuard::isAllowed(const QHostAddress& client) const
{
    const QHostAddress address = plain(client);
    return m_access.allowed.isEmpty()
        || std::any_of(m_allowed.begin(), m_allowed.end(), [&](const AddressRange& range) {
               return address.isInSubnet(range);
           });
}

} // namespace workbench
