#include "ui/connection_view/connections_panel.h"

#include "ui/common/data_table.h"
#include "ui/common/filter_field.h"
#include "ui/connection_view/connection_table_model.h"
#include "ui/connection_view/connection_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QVBoxLayout>

namespace workbench {

namespace {

/// A flood is followed a few times a second.
constexpr int kFollowIntervalMs = 250;
/// A connection that is under way is not worth a look before; most are done by then.
constexpr int kUnderWayMs = 100;

bool hasJustBegun(const ConnectionRecord& record)
{
    return record.result == ConnectionResult::InProgress
        && record.started.msecsTo(QDateTime::currentDateTimeUtc()) < kUnderWayMs;
}

} // namespace

ConnectionsPanel::ConnectionsPanel(const QString& name,
                                   const WindowContext& context,
                                   QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new ConnectionTableModel(this))
    , m_proxy(new QSortFilterProxyModel(this))
    , m_table(new DataTable(name + QStringLiteral("Table")))
    , m_filter(new FilterField)
    , m_count(new QLabel)
    , m_view(new ConnectionView(context))
{
    setObjectName(name);
    m_view->setObjectName(name + QStringLiteral("View"));
    m_filter->setObjectName(name + QStringLiteral("Filter"));
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(name + QStringLiteral("Splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildList());
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({190, 480});
    const QString key = QStringLiteral("splitters/%1").arg(splitter->objectName());
    splitter->restoreState(context.settings.value(key).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this, [this, splitter, key] {
        m_context.settings.setValue(key, splitter->saveState());
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    const QString tabKey = QStringLiteral("tabs/%1").arg(name);
    m_view->showTab(context.settings.value(tabKey).toString());
    connect(m_view, &ConnectionView::tabChosen, this, [this, tabKey](const QString& tab) {
        m_context.settings.setValue(tabKey, tab);
    });

    m_followTimer.setSingleShot(true);
    connect(&m_followTimer, &QTimer::timeout, this, &ConnectionsPanel::followNewest);
    connect(&context.workbench, &Workbench::connectionsChanged, this, &ConnectionsPanel::takeBatch);
    connect(&context.workbench,
            &Workbench::connectionsDropped,
            this,
            &ConnectionsPanel::dropConnections);
}

QWidget* ConnectionsPanel::buildList()
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ColumnModel::SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ConnectionTableModel::TimeColumn, Qt::AscendingOrder);
    m_table->setFollowsNewest(true);
    m_table->remember(m_context.settings);
    m_table->setAccessibleName(tr("Connections"));
    m_filter->setPlaceholderText(tr("Filter connections"));
    m_filter->setAccessibleName(tr("Filter connections"));
    m_filter->setMaximumWidth(280);

    auto* list = new QWidget;
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* line = new QHBoxLayout;
    line->addWidget(m_count, 1);
    line->addWidget(m_filter);
    column->addLayout(line);
    column->addWidget(m_table, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_proxy->setFilterFixedString(text);
        updateCount();
    });
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &ConnectionsPanel::showSelected);
    return list;
}

void ConnectionsPanel::setSource(Role role, const QString& name)
{
    m_role = role;
    m_name = name;
    m_pinned = false;
    m_filter->clear();
    m_view->clear();
    m_model->setConnections(role, name, m_context.workbench.connections(role, name));
    updateCount();
    followNewest();
}

void ConnectionsPanel::select(quint64 id)
{
    const int row = m_model->rowOf(id);
    if (row >= 0) {
        m_pinned = row != m_model->rowCount() - 1;
        selectSourceRow(row);
    }
}

void ConnectionsPanel::selectSourceRow(int row)
{
    const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
    if (index.isValid() && index.row() != m_table->currentRow()) {
        const QScopedValueRollback<bool> byProgram(m_choosing, true);
        m_table->selectRow(index.row());
    }
}

void ConnectionsPanel::takeBatch(const QList<ObservedConnection>& batch)
{
    const int before = m_model->rowCount();
    m_model->update(batch);
    for (const ObservedConnection& connection : batch) {
        if (connection.record->id == m_view->shownId()) {
            m_view->showConnection(connection);
        }
    }
    if (m_model->rowCount() != before) {
        updateCount();
    }
    if (!m_followTimer.isActive()) {
        followNewest();
    }
}

void ConnectionsPanel::dropConnections(const QList<quint64>& ids)
{
    {
        const QScopedValueRollback<bool> byProgram(m_choosing, true);
        m_model->drop(ids);
    }
    updateCount();
    showSelected();
}

void ConnectionsPanel::followNewest()
{
    const int newest = m_model->rowCount() - 1;
    if (m_pinned || newest < 0) {
        return;
    }
    int row = newest;
    while (row > 0 && hasJustBegun(*m_model->at(row).record)) {
        --row;
    }
    const quint64 before = m_view->shownId();
    selectSourceRow(row);
    if (m_view->shownId() != before) {
        m_followTimer.start(kFollowIntervalMs);
    } else if (row != newest) {
        m_followTimer.start(kUnderWayMs);
    }
}

void ConnectionsPanel::showSelected()
{
    const QModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    if (!current.isValid()) {
        m_view->clear();
        return;
    }
    if (!m_choosing) {
        // A choice of the person stays; choosing the newest means to follow.
        m_pinned = current.row() != m_model->rowCount() - 1;
    }
    const ObservedConnection& connection = m_model->at(current.row());
    if (connection.record->id != m_view->shownId()) {
        m_view->showConnection(connection);
    }
}

void ConnectionsPanel::updateCount()
{
    const int all = m_model->rowCount();
    const int shown = m_proxy->rowCount();
    const QString count = all == shown ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all);
    m_count->setText(
        (m_role == Role::Server ? tr("Connections: %1") : tr("Attempts: %1")).arg(count));
    const QString unfitting = all > 0 && shown == 0 ? m_filter->text() : QString();
    m_view->setUnfitting(unfitting);
    m_table->setEmptyText(!unfitting.isEmpty() ? tr("Nothing fits “%1”.").arg(unfitting)
                                               : nothingYet());
}

QString ConnectionsPanel::nothingYet() const
{
    if (m_role == Role::Server) {
        return tr("No connection has come yet.");
    }
    return m_context.workbench.clientStatus(m_name).former
        ? tr("No attempt was made since the program began.")
        : tr("No attempt was made yet.");
}

} // namespace workbench
