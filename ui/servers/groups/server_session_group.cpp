#include "ui/servers/groups/server_session_group.h"

#include "ui/common/psk_identity.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

ServerSessionGroup::ServerSessionGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverSessionGroup"), tr("Sessions and pre-shared key"))
    , m_tickets(box("serverTickets", tr("&Give session tickets")))
    , m_pskIdentity(line("serverPskIdentity"))
    , m_pskField(new FormField(tr("PSK identit&y"),
                               m_pskIdentity,
                               tr("Of a key that clients have as well. It is asked for when the "
                                  "server starts, which then needs no certificate.")))
{
    addWide(m_tickets);
    addField(m_pskField);
}

void ServerSessionGroup::show(const ServerProfile& profile)
{
    m_tickets->setChecked(profile.sessions.tickets);
    m_pskIdentity->setText(profile.pskIdentity);
}

void ServerSessionGroup::read(ServerProfile& profile) const
{
    profile.sessions.tickets = m_tickets->isChecked();
    profile.pskIdentity = m_pskIdentity->text();
}

void ServerSessionGroup::check()
{
    m_pskField->setProblem(pskIdentityProblem(m_pskIdentity->text()));
}

} // namespace workbench
