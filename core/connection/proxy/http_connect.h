#pragma once

#include "core/connection/clear/clear_exchange.h"
#include "core/connection/proxy/proxy_credentials.h"

namespace workbench {

/// Asks an HTTP proxy for a tunnel to the target (CONNECT, RFC 9110 §9.3.6), with Basic credentials
/// (RFC 7617) where there is a user. The name of the target goes to the proxy as it is.
class HttpConnect : public ClearExchange
{
public:
    /// `host`: ASCII name or IP literal.
    HttpConnect(const QString& host, quint16 port, ProxyCredentials credentials);

    PhaseName phase() const override { return PhaseName::Proxy; }

    Step begin() override;
    /// Ends with the blank line behind the head of the answer; what follows comes from the target.
    Step receive(QByteArray& buffer) override;

private:
    bool readStatusLine(const QByteArray& line);
    Step verdict() const;
    Error refusal() const;

    QString m_target; ///< "host:port", IPv6 in brackets
    ProxyCredentials m_credentials;
    qsizetype m_lineStart = 0; ///< in the buffer: of the line that has not ended yet
    qsizetype m_searched = 0; ///< … up to where there is no end of a line
    int m_status = 0; ///< 0: the status line has not come yet
    QString m_reason;
};

} // namespace workbench
