#include "ui/clients/groups/transport_group.h"

#include "core/workbench/resolution/socket_resolution.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

namespace workbench {
namespace {

/// What stands in the list of protocols.
int protocolOf(Transport transport, bool plain)
{
    return (transport == Transport::Udp ? 1 : 0) + (plain ? 2 : 0);
}

} // namespace

TransportGroup::TransportGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTransportGroup"), tr("Transport"))
    , m_protocol(named(new QComboBox, "clientProtocol"))
    , m_keepAlive(box("clientKeepAlive",
                      tr("Have the system notice a peer that is gone"),
                      tr("SO_KEEPALIVE: it asks the peer from time to time while nothing passes.")))
    , m_nagle(named(new QComboBox, "clientNagle"))
    , m_localAddress(line("clientLocalAddress", tr("chosen by the system")))
    , m_localPort(line("clientLocalPort", tr("chosen by the system")))
    , m_dontRoute(box("clientDontRoute",
                      tr("Through no gateway"),
                      tr("SO_DONTROUTE: only peers in a network of this computer are reached.")))
    , m_broadcast(box("clientBroadcast",
                      tr("To everybody in a network"),
                      tr("SO_BROADCAST: lets datagrams in clear go to a broadcast address.")))
    , m_mtu(line("clientMtu", QString::number(kUsualMtu)))
{
    m_protocol->addItem(tr("TLS, over TCP"), protocolOf(Transport::Tcp, false));
    m_protocol->addItem(tr("DTLS, over UDP"), protocolOf(Transport::Udp, false));
    m_protocol->addItem(tr("TCP in clear, without TLS"), protocolOf(Transport::Tcp, true));
    m_protocol->addItem(tr("UDP datagrams in clear"), protocolOf(Transport::Udp, true));
    m_nagle->addItem(tr("never: small segments go at once"), static_cast<int>(Nagle::Never));
    m_nagle->addItem(tr("after the handshake"), static_cast<int>(Nagle::AfterHandshake));
    m_nagle->addItem(tr("always"), static_cast<int>(Nagle::Always));
    connect(m_protocol, &QComboBox::currentIndexChanged, this, &TransportGroup::changed);
    connect(m_nagle, &QComboBox::currentIndexChanged, this, &TransportGroup::changed);
    addChoice(tr("Protocol"),
              m_protocol,
              tr("For DTLS, TLS 1.1 in the versions stands for DTLS 1.0, TLS 1.2 for DTLS 1.2. UDP "
                 "in clear connects nothing, it only has a destination."),
              "plain");
    addChoice(tr("Keep-alive"),
              m_keepAlive,
              tr("Of TCP: asks a silent peer now and then whether it is still there."),
              "keepalive");
    addChoice(tr("Nagle's algorithm"),
              m_nagle,
              tr("Of TCP: holds small segments back until earlier ones have arrived."),
              "nagle");
    addChoice(tr("From address"),
              m_localAddress,
              tr("One of this computer's IP addresses."),
              "local-address");
    m_localPortField = addChoice(
        tr("From port"), m_localPort, tr("One below 1024 takes a right of its own."), "local-port");
    addChoice(tr("Routing"),
              m_dontRoute,
              tr("Reaches only networks that this computer is part of."),
              "dont-route");
    addChoice(tr("Broadcast"),
              m_broadcast,
              tr("Of UDP in clear: whoever answers is heard."),
              "broadcast");
    m_mtuField = addChoice(tr("Largest datagram"),
                           m_mtu,
                           tr("Of DTLS, in bytes without the headers of IP and UDP; larger "
                              "messages go in fragments."),
                           "mtu");
}

FormField* TransportGroup::addChoice(const QString& label,
                                     QWidget* editor,
                                     const QString& hint,
                                     const char* where)
{
    return addField(new FormField(label, editor, hint), where);
}

void TransportGroup::show(const ClientProfile& profile)
{
    const SocketSettings& socket = profile.socket;
    m_protocol->setCurrentIndex(m_protocol->findData(protocolOf(profile.transport, profile.plain)));
    m_keepAlive->setChecked(socket.keepAlive);
    m_nagle->setCurrentIndex(m_nagle->findData(static_cast<int>(socket.nagle)));
    m_localAddress->setText(socket.localAddress);
    m_localPort->setText(numberOrNothing(socket.localPort));
    m_dontRoute->setChecked(socket.dontRoute);
    m_broadcast->setChecked(socket.broadcast);
    m_mtu->setText(numberOrNothing(socket.mtu));
}

void TransportGroup::read(ClientProfile& profile) const
{
    const int protocol = m_protocol->currentData().toInt();
    profile.plain = protocol >= protocolOf(Transport::Tcp, true);
    profile.transport
        = protocol == protocolOf(Transport::Udp, profile.plain) ? Transport::Udp : Transport::Tcp;
    SocketSettings& socket = profile.socket;
    socket.keepAlive = m_keepAlive->isChecked();
    socket.nagle = static_cast<Nagle>(m_nagle->currentData().toInt());
    socket.localAddress = m_localAddress->text().trimmed();
    socket.localPort = parsePort(m_localPort->text(), false).value_or(0);
    socket.dontRoute = m_dontRoute->isChecked();
    socket.broadcast = m_broadcast->isChecked();
    socket.mtu = m_mtu->text().toInt();
}

void TransportGroup::checkWhole(const ClientProfile& profile)
{
    for (const ErrorRow& row : errorRows()) {
        row.field->setProblem({});
    }
    if (const Result<void> fits = checkSocket(profile); !fits) {
        for (const ErrorRow& row : errorRows()) {
            if (row.where == fits.error().where) {
                row.field->setProblem(errorText(fits.error()));
            }
        }
    }
    const QString port = m_localPort->text().trimmed();
    if (const Result<quint16> parsed = parsePort(port, false); !port.isEmpty() && !parsed) {
        m_localPortField->setProblem(errorText(parsed.error()));
    }
    const QString mtu = m_mtu->text().trimmed();
    bool isNumber = false;
    const int bytes = mtu.toInt(&isNumber);
    if (!mtu.isEmpty() && (!isNumber || bytes < kLeastMtu || bytes > kMostMtu)) {
        m_mtuField->setProblem(
            tr("A datagram of DTLS has from %1 to %2 bytes.").arg(kLeastMtu).arg(kMostMtu));
    }
}

} // namespace workbench
