#include "core/connection/session_keeper.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace workbench {
namespace {

constexpr qsizetype kMostSessions = 2000;

QByteArray idOf(const SSL_SESSION* session)
{
    unsigned length = 0;
    const unsigned char* id = SSL_SESSION_get_id(session, &length);
    return {reinterpret_cast<const char*>(id), static_cast<qsizetype>(length)};
}

} // namespace

SessionKeeper::SessionKeeper()
{
    RAND_priv_bytes(m_ticketKeys.data(), static_cast<int>(m_ticketKeys.size()));
    RAND_bytes(m_context.data(), static_cast<int>(m_context.size()));
}

SessionKeeper::~SessionKeeper()
{
    OPENSSL_cleanse(m_ticketKeys.data(), m_ticketKeys.size());
}

void SessionKeeper::attach(SSL* ssl)
{
    SSL_CTX* context = SSL_get_SSL_CTX(ssl);
    SSL_CTX_set_tlsext_ticket_keys(context, m_ticketKeys.data(), m_ticketKeys.size());
    SSL_set_session_id_context(ssl, m_context.data(), static_cast<unsigned>(m_context.size()));
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
}

void SessionKeeper::keep(SSL_SESSION* session)
{
    const QByteArray id = idOf(session);
    // The ticket of TLS 1.3 holds all of it, and one with an older version may have no id.
    if (id.isEmpty() || SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION) {
        return;
    }
    SSL_SESSION_up_ref(session);
    const std::lock_guard lock(m_mutex);
    if (!m_sessions.contains(id)) {
        m_order.enqueue(id);
    }
    m_sessions.insert(id, SessionPtr(session, Freed()));
    while (m_order.size() > kMostSessions) {
        m_sessions.remove(m_order.dequeue());
    }
}

SSL_SESSION* SessionKeeper::find(const QByteArray& id)
{
    const std::lock_guard lock(m_mutex);
    const SessionPtr found = m_sessions.value(id);
    if (found) {
        SSL_SESSION_up_ref(found.get());
    }
    return found.get();
}

} // namespace workbench
