#include "core/connection/admission.h"

namespace workbench {

void Admission::set(const AccessSettings& access)
{
    AccessGuard guard(access);
    const std::lock_guard lock(m_mutex);
    m_guard = std::move(guard);
}

AccessSettings Admission::settings() const
{
    const std::lock_guard lock(m_mutex);
    return m_guard.settings();
}

std::optional<Denial> Admission::admit(const QHostAddress& client)
{
    const std::lock_guard lock(m_mutex);
    const std::optional<Denial> denial = m_guard.refuses(client, m_inside);
    m_inside += denial ? 0 : 1;
    return denial;
}

void Admission::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_inside;
}

} // namespace workbench
