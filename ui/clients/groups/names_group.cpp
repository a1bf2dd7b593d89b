#include "ui/clients/groups/names_group.h"

#include "core/workbench/resolution/server_name.h"
#include "ui/common/alpn_field.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

NamesGroup::NamesGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientNamesGroup"), tr("Server name (SNI) and ALPN"))
    , m_sendServerName(box("clientSendServerName",
                           tr("Send a server &name"),
                           tr("The server_name extension (RFC 6066); without it servers with "
                              "several names give their default certificate.")))
    , m_serverName(line("clientServerName", tr("from the host")))
    , m_serverNameField(new FormField(tr("&Server name"),
                                      m_serverName,
                                      tr("The server chooses its certificate by it. Empty: the "
                                         "host, unless that is an address.")))
    , m_alpn(new AlpnField(QStringLiteral("client")))
{
    addWide(m_sendServerName);
    addField(m_serverNameField, "sni");
    addField(m_alpn, "alpn");
    connect(m_alpn, &AlpnField::edited, this, &NamesGroup::changed);
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
    const Result<QString> name = serverNameOf(m_serverName->text());
    m_serverNameField->setProblem(name || !m_sendServerName->isChecked() ? QString()
                                                                         : errorText(name.error()));
    m_alpn->check();
}

} // namespace workbench
