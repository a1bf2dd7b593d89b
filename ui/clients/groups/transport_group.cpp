#include "ui/clients/groups/transport_group.h"

#include <QCheckBox>

namespace workbench {

TransportGroup::TransportGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTransportGroup"), tr("Transport"))
    , m_datagrams(box("clientDatagrams", tr("Speak &DTLS, over UDP")))
{
    m_datagrams->setToolTip(
        tr("TLS 1.1 in the versions stands for DTLS 1.0, TLS 1.2 for DTLS 1.2."));
    addWide(m_datagrams);
}

void TransportGroup::show(const ClientProfile& profile)
{
    m_datagrams->setChecked(profile.transport == Transport::Udp);
}

void TransportGroup::read(ClientProfile& profile) const
{
    profile.transport = m_datagrams->isChecked() ? Transport::Udp : Transport::Tcp;
}

} // namespace workbench
