#include "core/connection/session_keeper.h"

#include <openssl/rand.h>

#include <chrono>

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

SessionKeeper::SessionKeeper(const SessionSettings& settings)
    : m_settings(settings)
    , m_ticketKeys(settings.keyRotation)
{
    RAND_bytes(m_context.data(), static_cast<int>(m_context.size()));
}

void SessionKeeper::attach(SSL* ssl)
{
    SSL_CTX* context = SSL_get_SSL_CTX(ssl);
    if (m_settings.lifetime.count() > 0) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(m_settings.lifetime);
        SSL_CTX_set_timeout(context, static_cast<long>(seconds.count()));
    }
    SSL_set_session_id_context(ssl, m_context.data(), static_cast<unsigned>(m_context.size()));
    SSL_CTX_set_session_cache_mode(
        context,
        m_settings.ids ? SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
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
