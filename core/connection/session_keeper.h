#pragma once

#include "core/connection/options/session_settings.h"
#include "core/connection/ticket_keys.h"

#include <QByteArray>
#include <QHash>
#include <QQueue>

#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <mutex>

namespace workbench {

/// What a server needs to recognise a session again. Qt makes a context for every connection, and
/// with it new ticket keys and an empty cache: this gives all contexts of one server the same keys
/// and one cache. Bounded; thread-safe.
class SessionKeeper
{
public:
    explicit SessionKeeper(const SessionSettings& settings = {});

    /// Before the client_hello is acted on: the lifetime, the session id context without which
    /// OpenSSL resumes nothing with client certificates.
    void attach(SSL* ssl);

    /// Takes a reference of its own. Sessions of TLS 1.3 come back as tickets and are not kept.
    void keep(SSL_SESSION* session);

    TicketKeys& ticketKeys() { return m_ticketKeys; }

    /// One more reference, for the caller; null: not known.
    SSL_SESSION* find(const QByteArray& id);

private:
    struct Freed
    {
        void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
    };

    using SessionPtr = std::shared_ptr<SSL_SESSION>;

    SessionSettings m_settings;
    TicketKeys m_ticketKeys;
    std::array<unsigned char, SSL_MAX_SID_CTX_LENGTH> m_context {};
    std::mutex m_mutex;
    QHash<QByteArray, SessionPtr> m_sessions; ///< those that are found by their id (RFC 5246 §7.3)
    QQueue<QByteArray> m_order; ///< oldest first
};

} // namespace workbench
