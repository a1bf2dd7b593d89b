#include "core/workbench/resolution/proxy_resolution.h"

#include "core/connection/proxy/socks5_connect.h"
#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// What a proxy of this kind has no room for.
Result<void> checkUser(const ProxyChoice& proxy)
{
    if (proxy.kind == ProxyKind::Http && proxy.user.contains(QLatin1Char(':'))) { // RFC 7617 §2
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("The user name of an HTTP proxy cannot have a colon in it."),
             .where = QStringLiteral("proxy-user")});
    }
    const bool maybeSocks = proxy.kind != ProxyKind::Http; // the system's may be one
    if (maybeSocks && proxy.user.toUtf8().size() > Socks5Connect::kLongest) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The user name of a SOCKS5 proxy has room for 255 bytes."),
                     .where = QStringLiteral("proxy-user")});
    }
    return {};
}

} // namespace

Result<ProxyChoice> resolveProxy(const ProxyChoice& proxy, Transport transport)
{
    if (!proxy.isSet()) {
        return ProxyChoice {};
    }
    if (transport == Transport::Udp) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = Text::tr("Datagrams cannot go through a proxy."),
                     .remedy = Text::tr("Connect without a proxy, or over TCP."),
                     .where = QStringLiteral("proxy")});
    }
    if (const Result<void> user = checkUser(proxy); !user) {
        return fail(user.error());
    }
    if (proxy.kind == ProxyKind::System) {
        return ProxyChoice {.kind = ProxyKind::System, .host = {}, .user = proxy.user};
    }
    const Result<HostAndPort> host = parseHost(proxy.host);
    if (!host) {
        return fail(inField(host.error(), "proxy"));
    }
    if (host->host.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The host of the proxy is missing."),
                     .where = QStringLiteral("proxy")});
    }
    ProxyChoice resolved = proxy;
    resolved.host = host->host;
    resolved.port = host->port != 0 ? host->port : proxy.port;
    if (const Result<quint16> port = parsePort(QString::number(resolved.port), false); !port) {
        return fail(inField(port.error(), "proxy"));
    }
    return resolved;
}

} // namespace workbench
