#include "core/connection/saved_session.h"

namespace workbench {

SavedSession::SavedSession(QByteArray&& der, QList<QByteArray> issuers)
    : m_der(std::move(der))
    , m_issuers(std::move(issuers))
{ }

quint16 SavedSession::version() const
{
    const SslSessionPtr session = isEmpty() ? nullptr : parsed();
    return session ? static_cast<quint16>(SSL_SESSION_get_protocol_version(session.get())) : 0;
}

quint16 SavedSession::cipherSuite() const
{
    const SslSessionPtr session = isEmpty() ? nullptr : parsed();
    const SSL_CIPHER* cipher = session ? SSL_SESSION_get0_cipher(session.get()) : nullptr;
    return cipher == nullptr ? 0 : SSL_CIPHER_get_protocol_id(cipher);
}

SslSessionPtr SavedSession::parsed() const
{
    const auto* position = reinterpret_cast<const unsigned char*>(der().constData());
    return SslSessionPtr(d2i_SSL_SESSION(nullptr, &position, static_cast<long>(der().size())));
}

} // namespace workbench
