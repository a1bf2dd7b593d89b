#include "ui/clients/groups/proxy_group.h"

#include "core/workbench/profiles.h"
#include "core/workbench/resolution/proxy_resolution.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QLineEdit>

namespace workbench {

ProxyGroup::ProxyGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientProxyGroup"), tr("Proxy"))
    , m_kind(named(new QComboBox, "clientProxyKind"))
    , m_host(line("clientProxyHost", tr("Host name or IP address")))
    , m_port(line("clientProxyPort"))
    , m_user(line("clientProxyUser", tr("nobody in particular")))
{
    m_kind->addItem(tr("None: straight to the host"), static_cast<int>(ProxyKind::None));
    m_kind->addItem(tr("HTTP (CONNECT)"), static_cast<int>(ProxyKind::Http));
    m_kind->addItem(tr("SOCKS5"), static_cast<int>(ProxyKind::Socks5));
    m_kind->addItem(tr("As the system's settings say"), static_cast<int>(ProxyKind::System));
    m_kindField = addField(
        new FormField(tr("Pro&xy"),
                      m_kind,
                      tr("The system's settings are those of the desktop, or https_proxy and "
                         "no_proxy.")));
    m_hostField
        = addField(new FormField(tr("Host of the proxy"),
                                 m_host,
                                 tr("It is told the target's name, and looks it up itself.")),
                   "proxy");
    m_portField = addField(new FormField(
        tr("Port of the proxy"), m_port, tr("Often 3128 or 8080 for HTTP, 1080 for SOCKS5.")));
    m_userField = addField(new FormField(tr("User of the proxy"),
                                         m_user,
                                         tr("The password is asked for when it connects, and "
                                            "stands in no file.")),
                           "proxy-user");
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ProxyGroup::changed);
}

ProxyKind ProxyGroup::kind() const
{
    return static_cast<ProxyKind>(m_kind->currentData().toInt());
}

bool ProxyGroup::isWanted() const
{
    return kind() == ProxyKind::Http || kind() == ProxyKind::Socks5;
}

void ProxyGroup::show(const ClientProfile& profile)
{
    const ProxyChoice& proxy = profile.proxy;
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(static_cast<int>(proxy.kind))));
    m_host->setText(proxy.host);
    m_port->setText(numberOrNothing(proxy.port));
    m_user->setText(proxy.user);
}

void ProxyGroup::read(ClientProfile& profile) const
{
    profile.proxy = {};
    profile.proxy.kind = kind();
    if (!isWanted()) {
        return;
    }
    profile.proxy.user = m_user->text().trimmed();
    profile.proxy.host = m_host->text().trimmed();
    profile.proxy.port = parsePort(m_port->text(), false).value_or(0);
}

void ProxyGroup::check()
{
    m_host->setEnabled(isWanted());
    m_port->setEnabled(isWanted());
    m_user->setEnabled(isWanted());
    m_kindField->setProblem({});
    m_userField->setProblem({});
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

/// Datagrams go through none, and not every kind takes every user.
void ProxyGroup::checkWhole(const ClientProfile& profile)
{
    const Result<ProxyChoice> usable = resolveProxy(profile.proxy, profile.transport);
    if (usable || !m_hostField->isFine() || !m_portField->isFine()) {
        return;
    }
    FormField* field
        = usable.error().where == QStringLiteral("proxy-user") ? m_userField : m_kindField;
    field->setProblem(errorText(usable.error()));
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
