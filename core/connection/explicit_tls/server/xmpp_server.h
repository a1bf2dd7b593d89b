#pragma once

#include "core/connection/explicit_tls/server/clear_server.h"
#include "core/connection/explicit_tls/xmpp_exchange.h"

namespace workbench {

/// XMPP: the features of a stream, with STARTTLS required (RFC 6120 §5).
class XmppServer : public ClearServer
{
public:
    /// `peer`: what the stream is made for.
    explicit XmppServer(XmppExchange::Peer peer);

    Step begin() override;
    Step receive(QByteArray& buffer) override;
    QByteArray shown(const QByteArray& before, const QByteArray& bytes) override;
    QByteArray partingWords(ClearProblem why) const override;

private:
    Step open(QByteArray& buffer);
    Step readRequest(QByteArray& buffer);

    XmppExchange::Peer m_peer;
    bool m_opened = false;
};

} // namespace workbench
