#include "ui/servers/groups/server_clients_group.h"

#include "ui/common/combo_values.h"
#include "ui/common/trust_editor.h"

#include <QCheckBox>

namespace workbench {

ServerClientsGroup::ServerClientsGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverClientsGroup"), tr("Client certificates"))
    , m_policy(named(new QComboBox, "serverClientCertificate"))
    , m_trust(new TrustEditor(QStringLiteral("serverTrust")))
    , m_issuerNames(box("serverIssuerNames", tr("&Name these issuers to clients")))
{
    addItem(m_policy, tr("Not asked for"), ClientCertificatePolicy::None);
    addItem(m_policy, tr("Asked for"), ClientCertificatePolicy::Request);
    addItem(m_policy, tr("Required"), ClientCertificatePolicy::Require);
    addField(new FormField(tr("Client &certificate"),
                           m_policy,
                           tr("Clients without one are let in unless it is required.")),
             "client-cert");
    m_trustField = addField(
        new FormField(tr("Issuers tr&usted"), m_trust, tr("Whose client certificates are taken.")),
        "trust");
    m_issuerNames->setToolTip(
        tr("In the request for a certificate. Some clients choose theirs by it, and send none that "
           "fits no name."));
    addWide(m_issuerNames);
    connect(m_policy, &QComboBox::currentIndexChanged, this, &ServerClientsGroup::changed);
    connect(m_trust, &TrustEditor::changed, this, &ServerClientsGroup::changed);
}

void ServerClientsGroup::show(const ServerProfile& profile)
{
    choose(m_policy, profile.clientCertificate);
    m_trust->setTrust(profile.clientTrust);
    m_issuerNames->setChecked(profile.issuerNames);
}

void ServerClientsGroup::read(ServerProfile& profile) const
{
    profile.clientCertificate = chosen<ClientCertificatePolicy>(m_policy);
    profile.clientTrust = m_trust->trust();
    profile.issuerNames = m_issuerNames->isChecked();
}

void ServerClientsGroup::check()
{
    const bool asked = chosen<ClientCertificatePolicy>(m_policy) != ClientCertificatePolicy::None;
    m_trust->setEnabled(asked);
    m_issuerNames->setEnabled(asked);
    m_trustField->setProblem(m_trust->problem());
}

} // namespace workbench
