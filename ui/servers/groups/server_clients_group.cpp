#include "ui/servers/groups/server_clients_group.h"

#include "ui/common/combo_values.h"
#include "ui/common/trust_editor.h"

namespace workbench {

ServerClientsGroup::ServerClientsGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverClientsGroup"), tr("Client certificates"))
    , m_policy(named(new QComboBox, "serverClientCertificate"))
    , m_trust(new TrustEditor(QStringLiteral("serverTrust")))
{
    addItem(m_policy, tr("Not asked for"), ClientCertificatePolicy::None);
    addItem(m_policy, tr("Asked for"), ClientCertificatePolicy::Request);
    addItem(m_policy, tr("Required"), ClientCertificatePolicy::Require);
    addField(new FormField(tr("Client &certificate"), m_policy));
    m_trustField = addField(new FormField(tr("Issuers tr&usted"), m_trust), "trust");
    connect(m_policy, &QComboBox::currentIndexChanged, this, &ServerClientsGroup::changed);
    connect(m_trust, &TrustEditor::changed, this, &ServerClientsGroup::changed);
}

void ServerClientsGroup::show(const ServerProfile& profile)
{
    choose(m_policy, profile.clientCertificate);
    m_trust->setTrust(profile.clientTrust);
}

void ServerClientsGroup::read(ServerProfile& profile) const
{
    profile.clientCertificate = chosen<ClientCertificatePolicy>(m_policy);
    profile.clientTrust = m_trust->trust();
}

void ServerClientsGroup::check()
{
    m_trust->setEnabled(chosen<ClientCertificatePolicy>(m_policy) != ClientCertificatePolicy::None);
    m_trustField->setProblem(m_trust->problem());
}

} // namespace workbench
