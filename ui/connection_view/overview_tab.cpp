#include "ui/connection_view/overview_tab.h"

#include "core/base/endpoint_text.h"
#include "core/connection/hello_fingerprints.h"
#include "core/connection/international_name.h"
#include "core/connection/negotiated_group.h"
#include "core/report/facts_text.h"
#include "ui/common/fact_list.h"
#include "ui/common/text.h"
#include "ui/connection_view/phase_bars.h"
#include "ui/connection_view/record_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>

namespace workbench {

namespace {

QString joined(const QList<quint16>& values, QString (*name)(quint16))
{
    QStringList names;
    for (const quint16 value : values) {
        names.append(name(value));
    }
    return names.join(QStringLiteral(", "));
}

/// The names with nothing behind them yet: what comes in a moment shall not move the page.
QList<Fact> awaited(QList<Fact> facts)
{
    for (Fact& fact : facts) {
        fact.second = QStringLiteral("–");
    }
    return facts;
}

QString authoritiesText(const CertificateRequestFacts& request)
{
    QStringList names;
    for (const QByteArray& authority : request.authorities) {
        names.append(authorityText(authority));
    }
    return names.join(QStringLiteral("; "));
}

QString stapleText(const OcspStaple& staple)
{
    if (!staple.present) {
        return staple.requested ? OverviewTab::tr("asked for, none came") : QString();
    }
    if (!staple.judged) {
        return OverviewTab::tr("given, %1").arg(bytesText(staple.response.size()));
    }
    return staple.isAcceptable()
        ? OverviewTab::tr("stapled: the certificate is not revoked")
        : OverviewTab::tr("stapled, not acceptable: %1").arg(staple.problem);
}

/// When the logs promised to publish the certificate.
QString timestampsText(const ConnectionRecord& record)
{
    QStringList times;
    for (const CertificateTimestamp& one : record.timestamps()) {
        times.append(dateText(one.time));
    }
    return times.join(QStringLiteral("; "));
}

QList<Fact> agreedFacts(const ConnectionRecord& record)
{
    const Negotiated& agreed = record.negotiated;
    const bool inProgress = record.result == ConnectionResult::InProgress;
    if (record.plain) {
        return {{OverviewTab::tr("Protocol"),
                 record.transport == Transport::Udp
                     ? OverviewTab::tr("UDP in clear: nothing is connected, and nothing agreed on")
                     : OverviewTab::tr("TCP in clear, without TLS")}};
    }
    if (agreed.version == 0 && !inProgress) {
        return {{OverviewTab::tr("Nothing yet"),
                 OverviewTab::tr("No server_hello has passed, so nothing was agreed on.")}};
    }
    const QString group = groupName(agreed);
    const QList<Fact> facts {
        {OverviewTab::tr("Version"), versionLabel(agreed.version)},
        {OverviewTab::tr("Cipher suite"), suiteText(agreed.cipherSuite)},
        {OverviewTab::tr("Group"), group.isEmpty() ? groupText(0) : group},
        {OverviewTab::tr("Signature"), schemeText(agreed.signatureScheme)},
        {OverviewTab::tr("ALPN"), agreed.alpn.isEmpty() ? OverviewTab::tr("none") : agreed.alpn},
        {OverviewTab::tr("Resumed"),
         agreed.resumed ? OverviewTab::tr("yes") : OverviewTab::tr("no, a full handshake")},
        {OverviewTab::tr("Client certificate"), clientCertificateText(record)},
        {OverviewTab::tr("Asked of its issuer"), authoritiesText(record.certificateRequest)},
        {OverviewTab::tr("Tickets"),
         record.tickets.count > 0 ? ticketsText(record.tickets) : QString()},
        {OverviewTab::tr("Early data"),
         record.tickets.count > 0 ? earlyDataText(record) : QString()},
        {OverviewTab::tr("OCSP response"), stapleText(record.staple)},
        {OverviewTab::tr("Timestamps (SCT)"), timestampsText(record)},
        {OverviewTab::tr("Hello retry"),
         agreed.helloRetryRequest ? OverviewTab::tr("yes: the first key share did not suit")
                                  : QString()},
    };
    return agreed.version == 0 ? awaited(facts) : facts;
}

QList<Fact> offeredFacts(const ConnectionRecord& record)
{
    const Offered& offered = record.offered;
    const bool inProgress = record.result == ConnectionResult::InProgress;
    if (record.plain) {
        return {
            {OverviewTab::tr("Nothing"), OverviewTab::tr("There is no TLS to offer anything.")}};
    }
    if (offered.cipherSuites.isEmpty() && !inProgress) {
        return {{OverviewTab::tr("Nothing yet"), OverviewTab::tr("No client_hello has passed.")}};
    }
    const HelloFingerprints prints = fingerprintsOf(record);
    const QList<Fact> facts {
        {OverviewTab::tr("Versions"), joined(offered.versions, versionLabel)},
        {OverviewTab::tr("Server name"),
         offered.serverName.isEmpty() ? OverviewTab::tr("none sent") : offered.serverName},
        {OverviewTab::tr("ALPN"), offered.alpn.join(QStringLiteral(", "))},
        {OverviewTab::tr("Groups"), joined(offered.groups, groupText)},
        {OverviewTab::tr("Cipher suites"), joined(offered.cipherSuites, suiteText)},
        {OverviewTab::tr("Signatures"), joined(offered.signatureSchemes, schemeText)},
        {OverviewTab::tr("JA3"), prints.ja3},
        {OverviewTab::tr("JA4"), prints.ja4},
        {OverviewTab::tr("Looks like"), looksLikeText(prints)},
    };
    return offered.cipherSuites.isEmpty() ? awaited(facts) : facts;
}

QString ending(const ConnectionRecord& record)
{
    switch (record.peerEnding) {
    case PeerEnding::CloseNotify:
        return OverviewTab::tr("the peer said close_notify");
    case PeerEnding::Fin:
        return record.plain ? OverviewTab::tr("the peer closed TCP")
                            : OverviewTab::tr("the peer closed TCP without close_notify");
    case PeerEnding::Reset:
        return OverviewTab::tr("the peer reset the TCP connection");
    case PeerEnding::None:
        break;
    }
    return record.open ? OverviewTab::tr("open") : OverviewTab::tr("closed by this end");
}

/// What was in force on the system's socket, where it is not as usual.
QString socketText(const ConnectionRecord& record)
{
    if (!record.socketFacts) {
        return {};
    }
    const SocketFacts& facts = *record.socketFacts;
    QStringList words;
    if (facts.keepAlive) {
        words.append(OverviewTab::tr("keep-alive"));
    }
    if (record.transport == Transport::Tcp && !facts.noDelay) {
        words.append(OverviewTab::tr("Nagle's algorithm on"));
    }
    if (facts.dontRoute) {
        words.append(OverviewTab::tr("through no gateway"));
    }
    if (facts.broadcast) {
        words.append(OverviewTab::tr("broadcast"));
    }
    return words.join(QStringLiteral(", "));
}

QString countText(const DatagramCount& count)
{
    return OverviewTab::tr("%1, the largest of %2 bytes; %3 fragments, %4 sent again")
        .arg(count.datagrams)
        .arg(count.largest)
        .arg(count.fragments)
        .arg(count.repeated);
}

/// What the messages do not show, which stand whole there.
QList<Fact> datagramFacts(const ConnectionRecord& record)
{
    if (!record.datagrams) {
        return {};
    }
    const DatagramFacts& facts = *record.datagrams;
    return {{OverviewTab::tr("Datagrams sent"), countText(facts.sent)},
            {OverviewTab::tr("Datagrams received"), countText(facts.received)},
            {OverviewTab::tr("Largest allowed"),
             OverviewTab::tr("%1 bytes without the headers of IP and UDP").arg(facts.mtu)},
            {OverviewTab::tr("Waited in vain"),
             OverviewTab::tr("%n time(s)", nullptr, facts.timeouts)}};
}

QList<Fact> endFacts(const ConnectionRecord& record)
{
    const auto endpoint = [](const QHostAddress& address, quint16 port) {
        return address.isNull() ? QString() : endpointText(address.toString(), port);
    };
    const QList<Fact> facts {
        {OverviewTab::tr("Connection"), QStringLiteral("#%1").arg(record.id)},
        {OverviewTab::tr("Asked for"),
         record.role == Role::Client ? hostInBothForms(record.host) : QString()},
        {OverviewTab::tr("This end"), endpoint(record.localAddress, record.localPort)},
        {OverviewTab::tr("Other end"), endpoint(record.peerAddress, record.peerPort)},
        {OverviewTab::tr("Proxy"),
         record.systemProxy && !record.proxy.isEmpty()
             ? OverviewTab::tr("%1, as the system's settings say").arg(record.proxy)
             : record.proxy},
        {OverviewTab::tr("Socket"), socketText(record)},
        {OverviewTab::tr("Began"),
         dateText(record.started) + QStringLiteral(" · ") + clockText(record.started)},
        {OverviewTab::tr("Allowed here"),
         record.plain ? QString() : toText(record.allowedVersions, record.transport)},
        {OverviewTab::tr("On the wire"),
         OverviewTab::tr("%1 sent, %2 received")
             .arg(bytesText(record.bytesSent), bytesText(record.bytesReceived))},
        {OverviewTab::tr("Before TLS"),
         record.clearDialogue.isEmpty()
             ? QString()
             : OverviewTab::tr("%1 sent, %2 received")
                   .arg(bytesText(record.clearSent), bytesText(record.clearReceived))},
        {OverviewTab::tr("Ending"),
         record.result == ConnectionResult::InProgress ? QStringLiteral("–") : ending(record)},
    };
    return facts + datagramFacts(record);
}

/// What the name service gave, then what became of the addresses that were tried.
QList<Fact> addressFacts(const ConnectionRecord& record)
{
    QList<Fact> facts;
    for (const FoundAddress& found : record.found) {
        facts.append(
            {found.address.toString(),
             OverviewTab::tr("found after %1").arg(microsecondsToText(record.lookUpUs(found)))});
    }
    for (const AddressAttempt& attempt : record.addresses) {
        facts.append(
            {attempt.address.toString(),
             attempt.connected
                 ? OverviewTab::tr("connected in %1").arg(microsecondsToText(attempt.durationUs))
                 : QStringLiteral("%1 (%2)").arg(attempt.error,
                                                 microsecondsToText(attempt.durationUs))});
    }
    return facts;
}

} // namespace

OverviewTab::OverviewTab(QWidget* parent)
    : ConnectionTab(parent)
    , m_agreed(new FactList(QStringLiteral("agreedFacts"), tr("Agreed on")))
    , m_ends(new FactList(QStringLiteral("endFacts"), tr("Connection")))
    , m_offered(new FactList(QStringLiteral("offeredFacts"), tr("Offered by the client")))
    , m_addresses(new FactList(QStringLiteral("addressFacts"), tr("Addresses found and tried")))
    , m_phases(new PhaseBars)
{
    auto* body = new QWidget;
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(16, 14, 16, 14);
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(18);
    auto* phasesTitle = new QLabel(tr("Phases"));
    QFont font = phasesTitle->font();
    font.setBold(true);
    phasesTitle->setFont(font);
    auto* phases = new QVBoxLayout;
    phases->setSpacing(6);
    phases->addWidget(phasesTitle);
    phases->addWidget(m_phases);
    grid->addLayout(phases, 0, 0, 1, 2);
    auto* left = new QVBoxLayout;
    left->setSpacing(18);
    left->addWidget(m_agreed);
    left->addWidget(m_ends);
    left->addWidget(m_addresses);
    left->addStretch(1);
    grid->addLayout(left, 1, 0);
    auto* right = new QVBoxLayout;
    right->addWidget(m_offered);
    right->addStretch(1);
    grid->addLayout(right, 1, 1);
    grid->setColumnStretch(0, 5);
    grid->setColumnStretch(1, 6);
    grid->setRowStretch(1, 1);

    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("overviewScroll"));
    scroll->setAccessibleName(tr("Overview of the connection"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(body);
    scroll->setBackgroundRole(QPalette::Base);
    body->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void OverviewTab::showConnection(const ObservedConnection& connection)
{
    const ConnectionRecord& record = *connection.record;
    const qint64 now = record.result == ConnectionResult::InProgress
        ? record.started.msecsTo(QDateTime::currentDateTimeUtc()) * 1000
        : record.durationUs;
    m_phases->setPhases(record.phases, now);
    m_agreed->setFacts(agreedFacts(record));
    m_ends->setFacts(endFacts(record));
    m_offered->setFacts(offeredFacts(record));
    m_addresses->setFacts(addressFacts(record));
    m_addresses->setVisible(!record.found.isEmpty() || !record.addresses.isEmpty());
}

} // namespace workbench
