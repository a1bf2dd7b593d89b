#include "core/workbench/resolution/proxy_resolution.h"

#include "core/workbench/resolution/common_checks.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Profile", text);
}

} // namespace

Result<ProxyChoice> resolveProxy(const ProxyChoice& proxy, Transport transport)
{
    if (!proxy.isSet()) {
        return ProxyChoice {};
    }
    if (transport == Transport::Udp) {
        return fail({.code = ErrorCode::NotSupported,
                     .message = tr("An HTTP proxy carries no datagrams."),
                     .remedy = tr("Connect without a proxy, or over TCP."),
                     .where = QStringLiteral("proxy")});
    }
    const Result<HostAndPort> host = parseHost(proxy.host);
    if (!host) {
        return fail(inField(host.error(), "proxy"));
    }
    if (host->host.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("The host of the proxy is missing."),
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
