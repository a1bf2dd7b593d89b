#include "core/connection/saved_session.h"

namespace workbench {

SavedSession::SavedSession(QByteArray&& der, QList<QByteArray> issuers)
    : m_der(std::move(der))
    , m_issuers(std::move(issuers))
{ }

SslSessionPtr SavedSession::parsed() const
{
    const auto* position = reinterpret_cast<const unsigned char*>(der().constData());
    return SslSessionPtr(d2i_SSL_SESSION(nullptr, &position, static_cast<long>(der().size())));
}

} // namespace workbench
