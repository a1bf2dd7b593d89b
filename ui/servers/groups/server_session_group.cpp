#include "ui/servers/groups/server_session_group.h"

#include <QCheckBox>

namespace workbench {

ServerSessionGroup::ServerSessionGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverSessionGroup"), tr("Sessions"))
    , m_tickets(box("serverTickets", tr("&Give session tickets")))
{
    addWide(m_tickets);
}

void ServerSessionGroup::show(const ServerProfile& profile)
{
    m_tickets->setChecked(profile.sessions.tickets);
}

void ServerSessionGroup::read(ServerProfile& profile) const
{
    profile.sessions.tickets = m_tickets->isChecked();
}

} // namespace workbench
