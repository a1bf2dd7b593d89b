#include "ui/clients/groups/proxy_group.h"

#include "core/workbench/profiles.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QLineEdit>

namespace workbench {

ProxyGroup::ProxyGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientProxyGroup"), tr("Proxy"))
    , m_kind(named(new QComboBox, "clientProxyKind"))
    , m_host(line("clientProxyHost", tr("Host name or IP address")))
    , m_port(line("clientProxyPort"))
{
    m_kind->addItem(tr("None: straight to the host"), static_cast<int>(ProxyKind::None));
    m_kind->addItem(tr("HTTP (CONNECT)"), static_cast<int>(ProxyKind::Http));
    addField(new FormField(tr("Pro&xy"), m_kind));
    m_hostField
        = addField(new FormField(tr("Host of the proxy"),
                                 m_host,
                                 tr("It is told the target's name, and looks it up itself.")),
                   "proxy");
    m_portField = addField(new FormField(tr("Port of the proxy"), m_port));
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ProxyGroup::changed);
}

bool ProxyGroup::isWanted() const
{
    return m_kind->currentData().toInt() != static_cast<int>(ProxyKind::None);
}

void ProxyGroup::show(const ClientProfile& profile)
{
    const ProxyChoice& proxy = profile.proxy;
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(static_cast<int>(proxy.kind))));
    m_host->setText(proxy.host);
    m_port->setText(proxy.port == 0 ? QString() : QString::number(proxy.port));
}

void ProxyGroup::read(ClientProfile& profile) const
{
    if (!isWanted()) {
        profile.proxy = {};
        return;
    }
    profile.proxy.kind = static_cast<ProxyKind>(m_kind->currentData().toInt());
    profile.proxy.host = m_host->text().trimmed();
    profile.proxy.port = parsePort(m_port->text(), false).value_or(0);
}

void ProxyGroup::check()
{
    m_host->setEnabled(isWanted());
    m_port->setEnabled(isWanted());
    if (!isWanted()) {
        m_hostField->setProblem({});
        m_portField->setProblem({});
        return;
    }
    checkHost();
    const Result<quint16> port = parsePort(m_port->text(), false);
    if (m_port->text().trimmed().isEmpty()) {
        m_portField->setMissing(tr("A proxy needs a port, from 1 to 65535."));
    } else {
        m_portField->setProblem(port ? QString() : errorText(port.error()));
    }
}

void ProxyGroup::checkHost()
{
    const QString text = m_host->text().trimmed();
    if (text.isEmpty()) {
        m_hostField->setMissing(tr("The proxy's host is missing."));
        return;
    }
    const Result<HostAndPort> host = parseHost(text);
    const bool withPort = host && host->port != 0;
    m_hostField->setProblem(!host          ? errorText(host.error())
                                : withPort ? tr("The port has a field of its own.")
                                           : QString());
}

} // namespace workbench
