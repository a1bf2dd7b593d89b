#pragma once

#include "core/base/result.h"

#include <QString>

namespace workbench {

enum class ProxyKind
{
    None, ///< straight to the target
    Http, ///< HTTP CONNECT (RFC 9110 §9.3.6)
    Socks5, ///< RFC 1928
    System, ///< whichever the system's settings name for the target, or none
};

/// The proxy on the way to the target. Its password is a secret, and part of ClientOptions only.
struct ProxyChoice
{
    ProxyKind kind = ProxyKind::None;
    QString host; ///< name or IP literal
    quint16 port = 0; ///< 1–65535
    QString user; ///< empty: no credentials

    bool isSet() const { return kind != ProxyKind::None; }

    /// "http", "socks5"; of the others empty.
    QString scheme() const;

    /// "http://user@host:port", "socks5://…", "system"; empty without a proxy.
    QString toUrl() const;

    /// Reads what toUrl() writes, and "socks5h", as others say that the name is not looked up here.
    /// Errors InvalidInput: another scheme, no host or port, a password.
    static Result<ProxyChoice> fromUrl(const QString& text);

    bool operator==(const ProxyChoice&) const = default;
};

} // namespace workbench
