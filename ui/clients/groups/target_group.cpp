#include "ui/clients/groups/target_group.h"

#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/workbench/service_ports.h"
#include "core/workbench/workbench.h"
#include "ui/common/text.h"

#include <QLineEdit>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

/// One that the choice of a protocol may have put there.
bool isUsualPort(quint16 port)
{
    const std::span<const ExplicitTlsProtocol> known = explicitTlsProtocols();
    return isTlsPort(port)
        || std::any_of(known.begin(), known.end(), [port](const ExplicitTlsProtocol& protocol) {
               return protocol.port == port;
           });
}

} // namespace

TargetGroup::TargetGroup(const WindowContext& context, QString editedName, QObject* parent)
    : ClientGroup(parent)
    , m_context(context)
    , m_editedName(std::move(editedName))
    , m_host(line("clientHost", tr("Host name or IP address; empty: this computer")))
    , m_port(line("clientPort"))
    , m_clientName(line("clientName"))
    , m_hostField(addFrontField(new FormField(tr("&Host"), m_host), "host"))
    , m_portField(addFrontField(new FormField(tr("&Port"), m_port), "port"))
    , m_nameField(addFrontField(
          new FormField(
              tr("&Name"),
              explained(m_clientName,
                        tr("What the client is called here; large and small letters count.")),
              {}),
          "name"))
{
    connect(m_hostField, &FormField::offerTaken, this, &TargetGroup::takeOffer);
}

void TargetGroup::show(const ClientProfile& profile)
{
    m_host->setText(profile.host);
    m_port->setText(QString::number(profile.port));
    m_clientName->setText(profile.name);
}

void TargetGroup::read(ClientProfile& profile) const
{
    profile.name = clientName();
    profile.host = m_host->text().trimmed();
    profile.port = parsePort(m_port->text(), false).value_or(0);
}

void TargetGroup::takeUsualPort(quint16 port)
{
    const Result<quint16> typed = parsePort(m_port->text(), false);
    if (!typed || isUsualPort(*typed)) {
        m_port->setText(QString::number(port));
    }
}

void TargetGroup::check()
{
    checkHost();
    checkPort();
    checkName();
}

void TargetGroup::checkWhole(const ClientProfile& profile)
{
    const Service* service = serviceAt(profile.port);
    const bool tlsAtOnce = profile.transport == Transport::Tcp && !profile.plain
        && profile.explicitTls.protocol.isEmpty();
    if (!tlsAtOnce || service == nullptr || !m_portField->isFine()) {
        return;
    }
    const QString name = QString::fromLatin1(service->name);
    if (const QString hint = hintOnStart(name); !hint.isEmpty()) {
        m_portField->setWarning(hint);
    }
}

QString TargetGroup::clientName() const
{
    const QString typed = m_clientName->text().trimmed();
    return typed.isEmpty() ? m_clientName->placeholderText() : typed;
}

void TargetGroup::checkHost()
{
    const QString text = m_host->text().trimmed();
    m_offer = splitUrl(text);
    const Result<HostAndPort> parsed = parseHost(text);
    if (m_offer.host.isEmpty() && parsed && parsed->port != 0) {
        m_offer = *parsed;
    }
    const QString wish = !m_offer.host.isEmpty() ? m_offer.host
        : text.isEmpty()                         ? tr("this computer")
                                                 : text;
    m_clientName->setPlaceholderText(m_context.workbench.freeClientName(wish));
    if (!m_offer.host.isEmpty()) {
        m_hostField->setProblem(
            parsed ? tr("The port has a field of its own.")
                   : (parsed.error().message + QLatin1Char(' ') + hintOnStart(m_offer.service))
                         .trimmed());
        m_hostField->setOffer(
            m_offer.port == 0 ? tr("Use host %1").arg(m_offer.host)
                              : tr("Use host %1 and port %2").arg(m_offer.host).arg(m_offer.port));
        return;
    }
    m_hostField->setOffer({});
    m_hostField->setProblem(parsed ? QString() : errorText(parsed.error()));
    const QString host = parsed ? parsed->host : text;
    if (parsed && text.isEmpty()) {
        m_hostField->setNote(tr("Empty: this computer."));
    } else if (parsed && host.contains(QLatin1String("xn--"), Qt::CaseInsensitive)
               && host != text) {
        m_hostField->setNote(tr("On the wire: %1").arg(host));
    }
}

void TargetGroup::takeOffer()
{
    const HostAndPort offer = m_offer;
    if (offer.port != 0) {
        m_port->setText(QString::number(offer.port));
    }
    m_host->setText(offer.host);
    m_host->setFocus();
    if (const Service* service = findService(offer.service)) {
        Q_EMIT serviceTaken(QString::fromLatin1(service->starttls));
    }
}

void TargetGroup::checkPort()
{
    if (m_port->text().trimmed().isEmpty()) {
        m_portField->setMissing(tr("A client needs a port, from 1 to 65535."));
        return;
    }
    const Result<quint16> port = parsePort(m_port->text(), false);
    m_portField->setProblem(port ? QString() : errorText(port.error()));
    if (port) {
        const Service* service = serviceAt(*port);
        const QString number = QString::number(*port);
        m_portField->setNote(m_port->text().trimmed() != number ? tr("Port %1.").arg(number)
                                 : service != nullptr
                                 ? tr("The usual port of %1.").arg(QLatin1String(service->name))
                                 : QString());
    }
}

void TargetGroup::checkName()
{
    const bool taken
        = clientName() != m_editedName && m_context.workbench.clientNames().contains(clientName());
    m_nameField->setProblem(taken ? tr("There is a client named “%1” already.").arg(clientName())
                                  : QString());
}

} // namespace workbench
