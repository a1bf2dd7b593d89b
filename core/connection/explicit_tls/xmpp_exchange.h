#pragma once

#include "core/connection/explicit_tls/explicit_tls_exchange.h"

#include <optional>

namespace workbench {

/// XMPP: the features of a stream, then <starttls/> (RFC 6120 §5).
class XmppExchange : public ExplicitTlsExchange
{
public:
    enum class Peer
    {
        Client,
        Server
    };

    /// `domain`: whose server is asked for, the `to` of the stream; ASCII.
    XmppExchange(Peer peer, QString domain);

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    Step readFeatures(QByteArray& buffer);
    Step readAnswer(QByteArray& buffer);

    Peer m_peer;
    QString m_domain;
    bool m_asked = false; ///< <starttls/> was sent
};

} // namespace workbench
