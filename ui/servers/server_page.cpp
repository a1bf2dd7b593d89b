#include "ui/servers/server_page.h"

#include "core/base/endpoint_text.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "ui/common/elided_label.h"
#include "ui/common/fault_notice.h"
#include "ui/common/message_bar.h"
#include "ui/common/page_header.h"
#include "ui/common/text.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <chrono>

namespace workbench {
namespace {

constexpr int kMostReasons = 3; // that are named
constexpr double kWholeRate = 9.95; // from here on a second's handshakes have no decimals

QString endpointsText(const ServerStatus& status)
{
    QStringList texts;
    for (const QHostAddress& address : status.addresses) {
        texts.append(endpointText(address.toString(), status.port));
    }
    return texts.join(QStringLiteral(", "));
}

/// The addresses that others can reach.
QString outsideText(const ServerStatus& status)
{
    QStringList texts;
    for (const QHostAddress& address : status.addresses) {
        if (!address.isLoopback()) {
            texts.append(address.toString());
        }
    }
    return texts.join(QStringLiteral(", "));
}

} // namespace

ServerPage::ServerPage(const WindowContext& context,
                       const QList<QAction*>& actions,
                       const QList<QAction*>& whenEmpty,
                       QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_header(new PageHeader(QStringLiteral("serverHeader")))
    , m_counts(new QLabel)
    , m_failures(new ElidedLabel)
    , m_warning(new MessageBar(QStringLiteral("serverWarning")))
    , m_fault(new MessageBar(QStringLiteral("serverFault")))
    , m_connections(new ConnectionsPanel(QStringLiteral("serverConnections"), context))
{
    setObjectName(QStringLiteral("serverPage"));
    for (QAction* action : actions) {
        m_header->addAction(action);
    }
    for (QAction* action : whenEmpty) {
        m_connections->view()->addEmptyAction(action);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(m_header);
    auto* counts = new QHBoxLayout;
    counts->setSpacing(24);
    counts->addWidget(m_counts);
    counts->addWidget(m_failures, 1);
    layout->addLayout(counts);
    layout->addWidget(m_warning);
    layout->addWidget(m_fault);
    layout->addWidget(m_connections, 1);
    m_counts->setObjectName(QStringLiteral("serverCounts"));
    m_counts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_failures->setObjectName(QStringLiteral("serverFailures"));
    m_failures->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_failures->hide();
    m_rateTimer.setInterval(std::chrono::seconds(1));
    connect(&m_rateTimer, &QTimer::timeout, this, [this] {
        const auto profile = m_context.workbench.serverProfile(m_name);
        if (profile && isVisible()) {
            showCounts(m_context.workbench.serverStatus(m_name), *profile);
        }
    });
    m_rateTimer.start();
    connect(&context.workbench, &Workbench::serverChanged, this, [this](const QString& name) {
        if (name == m_name) {
            refresh();
        }
    });
    const ConnectionView* view = m_connections->view();
    connect(view, &ConnectionView::editRequested, this, &ServerPage::editRequested);
    connect(view, &ConnectionView::sendRequested, this, [this, view](const QByteArray& bytes) {
        m_context.workbench.sendFromServer(m_name, view->shownId(), bytes);
    });
    connect(view, &ConnectionView::endRequested, this, [this, view] {
        m_context.workbench.endServerConnection(m_name, view->shownId());
    });
    connect(view, &ConnectionView::rekeyingRequested, this, [this, view](Rekeying way) {
        m_context.workbench.rekeyServerConnection(m_name, view->shownId(), way);
    });
    connect(&context.workbench,
            &Workbench::serverRefused,
            this,
            [this](const QString& name, const Error& error) {
                if (name == m_name) {
                    m_context.notifier.tell(error);
                }
            });
}

void ServerPage::setServer(const QString& name)
{
    const bool other = name != m_name;
    m_name = name;
    refresh();
    if (other) {
        m_connections->setSource(Role::Server, name);
    }
}

QString ServerPage::stateDetail(const ServerStatus& status, const ServerProfile& profile)
{
    if (status.state == ServerState::Listening) {
        return tr("on %1").arg(endpointsText(status));
    }
    const QString address
        = profile.listen.address.isEmpty() ? QStringLiteral("127.0.0.1") : profile.listen.address;
    return profile.listen.port == 0 ? tr("(%1, a free port)").arg(address)
                                    : tr("(%1)").arg(endpointText(address, profile.listen.port));
}

QString ServerPage::protocolText(const ServerProfile& profile)
{
    const ExplicitTlsProtocol* before = explicitTlsProtocol(profile.explicitTls);
    const QString versions = toText(profile.versions);
    return before == nullptr ? versions
                             : tr("%1, then %2").arg(QLatin1String(before->title), versions);
}

QString ServerPage::credentialsText(const ServerProfile& profile)
{
    QStringList texts = profile.certificates;
    if (!profile.pskIdentity.isEmpty()) {
        texts.append(tr("key of “%1”").arg(profile.pskIdentity));
    }
    return texts.join(QStringLiteral(", "));
}

void ServerPage::refresh()
{
    const std::optional<ServerProfile> profile = m_context.workbench.serverProfile(m_name);
    if (!profile) {
        return;
    }
    const ServerStatus status = m_context.workbench.serverStatus(m_name);
    m_header->setTitle(m_name);
    m_header->setState(stateOf(status), stateDetail(status, *profile));
    showCounts(status, *profile);
    showFailures(status.connections);
    const bool listening = status.state == ServerState::Listening;
    if (listening && status.reachableFromOutside) {
        m_warning->show(Notice {Tone::Warning,
                                tr("This server listens on %1: other computers can connect to it.")
                                    .arg(outsideText(status)),
                                tr("Change its address to 127.0.0.1 to keep it to this computer."),
                                {},
                                {}});
    } else {
        m_warning->clear();
    }
    showFault(status, *profile);
    m_connections->view()->setEmptyText(
        listening ? tr("No connection has come yet") : tr("The server is not running"),
        listening ? tr("Every connection to %1 appears here with its whole handshake.")
                        .arg(endpointsText(status))
                  : tr("Start it, then connect to it from here or with any other client."));
}

void ServerPage::showCounts(const ServerStatus& status, const ServerProfile& profile)
{
    const ServerCounters& counters = status.connections;
    const double rate = counters.perSecond(std::chrono::steady_clock::now());
    const QString counts = tr("%1 handshaking · %2 open · %3 done · %4 failed · %5 a second")
                               .arg(counters.handshaking())
                               .arg(counters.open())
                               .arg(counters.done())
                               .arg(counters.failed())
                               .arg(locale().toString(rate, 'f', rate < kWholeRate ? 1 : 0));
    m_counts->setText(counts);
    m_header->setSummary(
        profile.plain
            ? tr("in clear, without TLS")
            : QStringLiteral("%1   |   %2").arg(protocolText(profile), credentialsText(profile)));
}

void ServerPage::showFailures(const ServerCounters& counters)
{
    QStringList parts;
    const QList<FailureCount> reasons = counters.reasons();
    for (const FailureCount& reason : reasons.mid(0, kMostReasons)) {
        parts.append(tr("%1 × %2").arg(reason.count).arg(reason.title));
    }
    if (const auto more = static_cast<int>(reasons.size() - parts.size()); more > 0) {
        parts.append(tr("%n other reason(s)", nullptr, more));
    }
    m_failures->setText(tr("Failed: %1").arg(parts.join(QStringLiteral("   "))));
    m_failures->setVisible(!parts.isEmpty());
}

void ServerPage::showFault(const ServerStatus& status, const ServerProfile& profile)
{
    if (!status.fault) {
        showTrouble(status, profile);
        return;
    }
    Notice notice = faultNotice(*status.fault);
    notice.actionText = tr("Chan&ge…");
    notice.action = [this] { Q_EMIT editRequested(); };
    m_fault->show(notice);
}

/// What keeps clients out although the server listens.
void ServerPage::showTrouble(const ServerStatus& status, const ServerProfile& profile)
{
    if (status.trouble) {
        m_fault->show(
            Notice {Tone::Warning, status.trouble->message, status.trouble->remedy, {}, {}});
    } else if (!status.waiting.isEmpty()) {
        m_fault->show(Notice {
            Tone::Warning,
            tr("This server runs with earlier settings: %1.").arg(status.waiting.join(tr(", "))),
            tr("Start it again to use the new ones; its open connections end."),
            tr("Start a&gain"),
            [this] { Q_EMIT restartRequested(); }});
    } else if (profile.access.deny && status.state == ServerState::Listening) {
        m_fault->show(Notice {Tone::Neutral,
                              tr("This server refuses new connections."),
                              tr("Who is connected stays."),
                              tr("Let them &in"),
                              [this] { Q_EMIT denyRequested(false); }});
    } else {
        m_fault->clear();
    }
}

} // namespace workbench
