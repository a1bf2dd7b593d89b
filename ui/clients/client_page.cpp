#include "ui/clients/client_page.h"

#include "core/base/endpoint_text.h"
#include "ui/clients/repetition_row.h"
#include "ui/common/fault_notice.h"
#include "ui/common/message_bar.h"
#include "ui/common/page_header.h"
#include "ui/common/text.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/connections_panel.h"

#include <QVBoxLayout>

namespace workbench {

namespace {

QString verifyWord(VerifyMode mode)
{
    switch (mode) {
    case VerifyMode::Full:
        return ClientPage::tr("full verification");
    case VerifyMode::Chain:
        return ClientPage::tr("chain verified, name not");
    case VerifyMode::None:
        break;
    }
    return ClientPage::tr("verification switched off");
}

} // namespace

ClientPage::ClientPage(const WindowContext& context,
                       const QList<QAction*>& actions,
                       const QList<QAction*>& whenEmpty,
                       QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_header(new PageHeader(QStringLiteral("clientHeader")))
    , m_fault(new MessageBar(QStringLiteral("clientFault")))
    , m_repetition(new RepetitionRow)
    , m_connections(new ConnectionsPanel(QStringLiteral("clientAttempts"), context))
{
    setObjectName(QStringLiteral("clientPage"));
    for (QAction* action : actions) {
        m_header->addAction(action);
    }
    ConnectionView* view = m_connections->view();
    for (QAction* action : whenEmpty) {
        view->addEmptyAction(action);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(10);
    layout->addWidget(m_header);
    layout->addWidget(m_fault);
    layout->addWidget(m_repetition);
    layout->addWidget(m_connections, 1);
    connect(&context.workbench, &Workbench::clientChanged, this, [this](const QString& name) {
        if (name == m_name) {
            refresh();
        }
    });
    connect(m_repetition, &RepetitionRow::cancelRequested, this, [this] {
        m_context.workbench.cancelClient(m_name);
    });
    connect(view, &ConnectionView::editRequested, this, &ClientPage::editRequested);
    connect(view, &ConnectionView::repeatRequested, this, &ClientPage::repeatRequested);
    connect(view, &ConnectionView::sendRequested, this, [this](const QByteArray& bytes) {
        m_context.workbench.sendFromClient(m_name, bytes);
    });
    connect(view, &ConnectionView::sendFileRequested, this, &ClientPage::sendFileRequested);
    connect(view, &ConnectionView::stopFileRequested, this, [this] {
        m_context.workbench.stopFileOfClient(m_name);
    });
    connect(view, &ConnectionView::startTlsRequested, this, [this] {
        m_context.workbench.startTls(m_name);
    });
    connect(&context.workbench,
            &Workbench::clientRefused,
            this,
            [this](const QString& name, const Error& error) {
                if (name == m_name) {
                    m_context.notifier.tell(error);
                }
            });
    connect(view, &ConnectionView::rekeyingRequested, this, [this](Rekeying way) {
        m_context.workbench.rekeyClient(m_name, way);
    });
    connect(view, &ConnectionView::closeSendingRequested, this, [this] {
        m_context.workbench.closeSendingOfClient(m_name);
    });
    connect(view, &ConnectionView::breakOffRequested, this, [this] {
        m_context.workbench.breakOffClient(m_name);
    });
}

void ClientPage::setClient(const QString& name)
{
    const bool other = name != m_name;
    m_name = name;
    refresh();
    if (other) {
        m_connections->setSource(Role::Client, name);
    }
}

void ClientPage::refresh()
{
    const std::optional<ClientProfile> profile = m_context.workbench.clientProfile(m_name);
    if (!profile) {
        return;
    }
    const ClientStatus status = m_context.workbench.clientStatus(m_name);
    const std::optional<ObservedConnection> last
        = m_context.workbench.connection(status.lastRecord);
    const QString host = profile->host.isEmpty() ? tr("this computer") : profile->host;
    const bool tried
        = last.has_value() || status.former.has_value() || status.connecting || status.fault;
    m_repetition->show(status.repeated, status.repetitions);
    m_header->setTitle(m_name);
    if (tried) {
        m_header->setState(stateOf(status, last),
                           tr("· %1").arg(endpointText(host, profile->port)));
    } else {
        m_header->setState(State::Stopped,
                           tr("· %1, not tried yet").arg(endpointText(host, profile->port)));
    }
    const QString how = profile->plain
        ? tr("in clear, without TLS")
        : QStringLiteral("%1   |   %2").arg(toText(profile->versions), verifyWord(profile->verify));
    m_header->setSummary(QStringLiteral("%1   |   %2")
                             .arg(how, tr("at most %1").arg(toText(profile->limits.whole))));
    tellAttempts(status);
    showFault(status);
}

void ClientPage::showFault(const ClientStatus& status)
{
    if (!status.fault) {
        m_fault->clear();
        return;
    }
    Notice notice = faultNotice(*status.fault);
    if (status.fault->where == QStringLiteral("session")) {
        // There is nothing to change: a connection without it brings a new one.
        notice.actionText = tr("Co&nnect");
        notice.action = [this] { Q_EMIT repeatRequested(); };
    } else {
        notice.actionText = tr("Chan&ge…");
        notice.action = [this] { Q_EMIT editRequested(); };
    }
    m_fault->show(notice);
}

/// What stands there while there is no attempt.
void ClientPage::tellAttempts(const ClientStatus& status)
{
    m_connections->view()->setEmptyText(
        status.former ? tr("No attempt was made since the program began")
                      : tr("No attempt was made yet"),
        tr("Each attempt is kept with its whole handshake, also when it fails."));
}

} // namespace workbench
