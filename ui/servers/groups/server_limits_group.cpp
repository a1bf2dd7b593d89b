#include "ui/servers/groups/server_limits_group.h"

#include "ui/common/text.h"

#include <QLineEdit>

namespace workbench {

ServerLimitsGroup::ServerLimitsGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverLimitsGroup"), tr("Limits"))
    , m_handshake(line("serverHandshakeLimit"))
    , m_handshakeField(addField(
          new FormField(tr("&Handshake limit"), m_handshake, tr("Like 10 s, 500 ms or 2 min."))))
{ }

void ServerLimitsGroup::show(const ServerProfile& profile)
{
    m_handshake->setText(toText(profile.limits.handshake));
}

void ServerLimitsGroup::read(ServerProfile& profile) const
{
    profile.limits.handshake
        = parseDuration(m_handshake->text()).value_or(profile.limits.handshake);
}

void ServerLimitsGroup::check()
{
    const Result<Milliseconds> limit = parseDuration(m_handshake->text());
    m_handshakeField->setProblem(limit ? QString() : errorText(limit.error()));
}

} // namespace workbench
