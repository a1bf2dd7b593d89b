#include "ui/clients/groups/names_group.h"

#include "ui/common/alpn_field.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

NamesGroup::NamesGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientNamesGroup"), tr("Server name (SNI) and ALPN"))
    , m_sendServerName(box("clientSendServerName", tr("Send a server &name")))
    , m_serverName(line("clientServerName", tr("from the host")))
    , m_alpn(new AlpnField(QStringLiteral("client")))
{
    addWide(m_sendServerName);
    addField(new FormField(tr("&Server name"), m_serverName));
    addField(m_alpn);
}

void NamesGroup::show(const ClientProfile& profile)
{
    m_serverName->setText(profile.serverName);
    m_sendServerName->setChecked(profile.sendServerName);
    m_alpn->setProtocols(profile.tuning.alpn);
}

void NamesGroup::read(ClientProfile& profile) const
{
    profile.serverName = m_serverName->text().trimmed();
    profile.sendServerName = m_sendServerName->isChecked();
    profile.tuning.alpn = m_alpn->protocols();
}

void NamesGroup::check()
{
    m_serverName->setEnabled(m_sendServerName->isChecked());
}

} // namespace workbench
