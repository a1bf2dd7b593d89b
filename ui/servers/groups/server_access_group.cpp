#include "ui/servers/groups/server_access_group.h"

#include <QCheckBox>

namespace workbench {

ServerAccessGroup::ServerAccessGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverAccessGroup"), tr("Access"))
    , m_deny(box("serverDeny", tr("&Refuse every connection after accepting it")))
{
    addWide(m_deny);
}

void ServerAccessGroup::show(const ServerProfile& profile)
{
    m_deny->setChecked(profile.access.deny);
}

void ServerAccessGroup::read(ServerProfile& profile) const
{
    profile.access.deny = m_deny->isChecked();
}

} // namespace workbench
