#pragma once

#include "core/connection/clear/clear_exchange.h"
#include "core/connection/proxy/proxy_credentials.h"

#include <optional>

namespace workbench {

/// What nativeCode says of a refusal: the two bytes of the answer that hold it, the version of what
/// was negotiated and the reply (RFC 1928 §3 and §6, RFC 1929 §2).
constexpr quint64 kSocksNoMethod = 0x05FF;
constexpr quint64 kSocksReplies = 0x0500; ///< + the reply, from 1
constexpr quint64 kSocksWrongPassword = 0x0101;

/// Asks a SOCKS5 proxy for a connection to the target (RFC 1928), with user name and password (RFC
/// 1929) where there is a user. The name of the target goes to the proxy as it is.
class Socks5Connect : public ClearExchange
{
public:
    /// The longest name, user or password that the protocol has room for, in bytes.
    static constexpr qsizetype kLongest = 255;

    /// `host`: ASCII name or IP literal.
    Socks5Connect(QString host, quint16 port, ProxyCredentials credentials);

    PhaseName phase() const override { return PhaseName::Proxy; }

    /// Error InvalidInput where the protocol has no room for name, user or password.
    Step begin() override;
    /// Ends with the last byte of the reply; what follows comes from the target.
    Step receive(QByteArray& buffer) override;

private:
    enum class Awaited
    {
        Method,
        Login,
        Reply
    };

    Step takeMethod(QByteArray& buffer);
    Step takeLogin(QByteArray& buffer);
    Step takeReply(QByteArray& buffer);
    Send login() const;
    Send request();
    Error refusal(unsigned reply) const;
    QString target() const; ///< "host:port", IPv6 in brackets

    QString m_host;
    quint16 m_port;
    ProxyCredentials m_credentials;
    Awaited m_awaited = Awaited::Method;
};

} // namespace workbench
