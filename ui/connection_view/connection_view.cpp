#include "ui/connection_view/connection_view.h"

#include "core/connection/two_ends.h"
#include "ui/common/data_table.h"
#include "ui/common/empty_state.h"
#include "ui/common/fitting_area.h"
#include "ui/connection_view/both_ends_tab.h"
#include "ui/connection_view/chain_tab.h"
#include "ui/connection_view/data_tab.h"
#include "ui/connection_view/errors_tab.h"
#include "ui/connection_view/messages_tab.h"
#include "ui/connection_view/overview_tab.h"
#include "ui/connection_view/verdict_panel.h"

#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

/// A connection whose other end may be one of this program's, and is decided.
bool mayHaveOtherEnd(const ConnectionRecord& record)
{
    const bool fromThisComputer
        = record.peerAddress.isLoopback() || record.peerAddress == record.localAddress;
    return record.result != ConnectionResult::InProgress && fromThisComputer;
}

/// Pages that scroll: what the texts in them need at some width takes no room from the verdict.
class ScrollingPages : public QTabWidget
{
public:
    bool hasHeightForWidth() const override { return false; }
};

} // namespace

ConnectionView::ConnectionView(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_workbench(context.workbench)
    , m_bothEnds(new BothEndsTab(context.settings))
    , m_messages(new MessagesTab(context.settings))
    , m_stack(new QStackedLayout(this))
    , m_empty(new EmptyState(QStringLiteral("actions/search"), {}, {}))
    , m_verdict(new VerdictPanel)
    , m_tabs(new ScrollingPages)
{
    setObjectName(QStringLiteral("connectionView"));
    m_tabs->setObjectName(QStringLiteral("connectionTabs"));
    m_tabs->setAccessibleName(tr("Connection"));
    m_tabs->setDocumentMode(true);
    // A long verdict shall not make the window grow.
    m_tabs->setMinimumSize(300, 180);
    m_tabs->tabBar()->setObjectName(QStringLiteral("connectionTabBar"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the connection"));
    auto* dataTab = new DataTab;
    addTab(new OverviewTab, QStringLiteral("overviewTab"), tr("Overview"));
    addTab(m_messages, QStringLiteral("messagesTab"), tr("Messages"));
    addTab(new ChainTab(context.settings), QStringLiteral("certificatesTab"), tr("Certificates"));
    addTab(new ErrorsTab, QStringLiteral("errorsTab"), tr("Errors"));
    addTab(dataTab, QStringLiteral("dataTab"), tr("Data"));
    addTab(m_bothEnds, QStringLiteral("bothEndsTab"), tr("Both ends"));

    auto* verdict = new FittingArea(m_verdict);
    verdict->setObjectName(QStringLiteral("verdictArea"));
    verdict->setAccessibleName(tr("Verdict"));
    auto* shown = new QWidget;
    auto* layout = new QVBoxLayout(shown);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(verdict);
    layout->addWidget(m_tabs, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(shown);

    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        refreshCurrentTab();
        Q_EMIT tabChosen(frontTab());
    });
    connect(m_bothEnds, &BothEndsTab::messageRequested, this, &ConnectionView::showMessage);
    connect(&m_workbench, &Workbench::connectionsChanged, this, &ConnectionView::followOtherEnd);
    connect(dataTab, &DataTab::sendRequested, this, &ConnectionView::sendRequested);
    connect(dataTab, &DataTab::sendFileRequested, this, &ConnectionView::sendFileRequested);
    connect(dataTab, &DataTab::stopFileRequested, this, &ConnectionView::stopFileRequested);
    connect(dataTab, &DataTab::startTlsRequested, this, &ConnectionView::startTlsRequested);
    connect(dataTab, &DataTab::rekeyingRequested, this, &ConnectionView::rekeyingRequested);
    connect(dataTab, &DataTab::closeSendingRequested, this, &ConnectionView::closeSendingRequested);
    connect(dataTab, &DataTab::breakOffRequested, this, &ConnectionView::breakOffRequested);
    connect(dataTab, &DataTab::endRequested, this, &ConnectionView::endRequested);
    connect(dataTab, &DataTab::saveRequested, this, &ConnectionView::saveReceivedRequested);
    connect(m_verdict, &VerdictPanel::repeatRequested, this, &ConnectionView::repeatRequested);
    connect(m_verdict, &VerdictPanel::editRequested, this, &ConnectionView::editRequested);
    connect(m_verdict, &VerdictPanel::otherEndRequested, this, [this] {
        if (m_otherEnd) {
            Q_EMIT otherEndRequested(*m_otherEnd);
        }
    });
}

void ConnectionView::addTab(ConnectionTab* tab, const QString& name, const QString& title)
{
    tab->setObjectName(name);
    const int index = m_tabs->addTab(tab, title);
    m_tabs->setTabToolTip(index, tr("Ctrl+%1").arg(index + 1));
}

void ConnectionView::showConnection(const ObservedConnection& connection)
{
    const bool other = shownId() != connection.record->id;
    m_connection = connection;
    if (other) {
        m_otherEnd.reset();
    }
    m_verdict->setConnection(connection);
    if (!m_otherEnd) {
        findOtherEnd();
    }
    tellOtherEnd();
    refreshCurrentTab();
    m_stack->setCurrentIndex(1);
    if (other) {
        Q_EMIT shownChanged();
    }
}

void ConnectionView::tellOtherEnd()
{
    m_verdict->setOtherEndAvailable(m_otherEnd.has_value(),
                                    m_otherEnd ? m_otherEnd->record->name : QString());
    m_bothEnds->setOtherEnd(m_otherEnd);
}

/// It may be decided later than the end that is shown, and goes on after it.
void ConnectionView::followOtherEnd(const QList<ObservedConnection>& batch)
{
    if (!m_connection || !mayHaveOtherEnd(*m_connection->record)) {
        return;
    }
    bool isNews = false;
    for (const ObservedConnection& candidate : batch) {
        const bool isKnown = m_otherEnd && candidate.record->id == m_otherEnd->record->id;
        if (isKnown || isNearerEnd(candidate)) {
            m_otherEnd = candidate;
            isNews = true;
        }
    }
    if (!isNews) {
        return;
    }
    tellOtherEnd();
    if (currentTab() == m_bothEnds) {
        refreshCurrentTab();
    }
}

void ConnectionView::showMessage(int position)
{
    m_tabs->setCurrentWidget(m_messages);
    m_messages->table()->selectRow(position);
    m_messages->table()->setFocus();
}

void ConnectionView::clear()
{
    m_connection.reset();
    m_otherEnd.reset();
    m_stack->setCurrentIndex(0);
    Q_EMIT shownChanged();
}

quint64 ConnectionView::shownId() const
{
    return m_connection ? m_connection->record->id : 0;
}

void ConnectionView::setEmptyText(const QString& title, const QString& text)
{
    m_emptyTitle = title;
    m_emptyText = text;
    tellWhyEmpty();
}

void ConnectionView::setUnfitting(const QString& filter)
{
    m_unfitting = filter;
    tellWhyEmpty();
}

void ConnectionView::tellWhyEmpty()
{
    if (m_unfitting.isEmpty()) {
        m_empty->setText(m_emptyTitle, m_emptyText);
    } else {
        m_empty->setText(tr("Nothing fits “%1”").arg(m_unfitting),
                         tr("Esc in the field of the filter shows all again."));
    }
}

void ConnectionView::addEmptyAction(QAction* action)
{
    m_empty->addAction(action);
}

int ConnectionView::tabCount() const
{
    return m_tabs->count();
}

QString ConnectionView::tabTitle(int index) const
{
    return m_tabs->tabText(index);
}

void ConnectionView::setCurrentTab(int index)
{
    if (m_stack->currentIndex() == 1 && index < m_tabs->count()) {
        m_tabs->setCurrentIndex(index);
        m_tabs->currentWidget()->setFocus();
    }
}

void ConnectionView::showTab(const QString& objectName)
{
    for (int index = 0; index < m_tabs->count(); ++index) {
        if (m_tabs->widget(index)->objectName() == objectName) {
            m_tabs->setCurrentIndex(index);
        }
    }
}

QString ConnectionView::frontTab() const
{
    return m_tabs->currentWidget()->objectName();
}

ConnectionTab* ConnectionView::currentTab() const
{
    return m_connection ? qobject_cast<ConnectionTab*>(m_tabs->currentWidget()) : nullptr;
}

ConnectionTab* ConnectionView::tab(const QString& objectName) const
{
    return m_tabs->findChild<ConnectionTab*>(objectName);
}

void ConnectionView::refreshCurrentTab()
{
    if (ConnectionTab* tab = currentTab()) {
        tab->showConnection(*m_connection);
    }
}

void ConnectionView::findOtherEnd()
{
    const ConnectionRecord& record = *m_connection->record;
    if (!mayHaveOtherEnd(record)) {
        return;
    }
    const Role role = record.role == Role::Client ? Role::Server : Role::Client;
    const QStringList names
        = role == Role::Server ? m_workbench.serverNames() : m_workbench.clientNames();
    for (const QString& name : names) {
        const QList<ObservedConnection> kept = m_workbench.connections(role, name);
        for (const ObservedConnection& candidate : kept) {
            if (isNearerEnd(candidate)) {
                m_otherEnd = candidate;
            }
        }
    }
}

/// The other end of the connection, as far as those that are known tell.
bool ConnectionView::isNearerEnd(const ObservedConnection& candidate) const
{
    const ConnectionRecord& record = *m_connection->record;
    const auto between = betweenEndsUs(record, *candidate.record);
    const auto known
        = m_otherEnd ? betweenEndsUs(record, *m_otherEnd->record) : std::optional<qint64>();
    return between && (!known || *between < *known);
}

} // namespace workbench
