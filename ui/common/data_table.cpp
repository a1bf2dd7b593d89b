#include "ui/common/data_table.h"

#include "ui/common/header_columns.h"
#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace workbench {

DataTable::DataTable(const QString& name, QWidget* parent)
    : QTableView(parent)
    , m_columns(new HeaderColumns(horizontalHeader(), name))
{
    setObjectName(name);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::StyledPanel);
    setTextElideMode(Qt::ElideRight);
    setIconSize(QSize(14, 14));

    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(qMax(26, fontMetrics().height() + 9));

    auto* copy = new QAction(themedIcon(QStringLiteral("actions/copy")), tr("Cop&y rows"), this);
    copy->setObjectName(name + QStringLiteral("Copy"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copy, &QAction::triggered, this, &DataTable::copySelection);
    addAction(copy);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (!m_scrollPending) {
            m_wasAtBottom = atBottom();
        }
    });
}

void DataTable::setModel(QAbstractItemModel* newModel)
{
    QTableView::setModel(newModel);
    m_columns->reset();
    const auto repaint = [this] { viewport()->update(); };
    connect(newModel, &QAbstractItemModel::modelReset, this, [this, repaint] {
        m_wasAtBottom = true;
        repaint();
    });
    connect(newModel, &QAbstractItemModel::rowsRemoved, this, repaint);
}

void DataTable::remember(QSettings& settings)
{
    m_columns->remember(settings);
}

void DataTable::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

QString DataTable::selectedText() const
{
    if (selectionModel() == nullptr) {
        return {};
    }
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& left, const QModelIndex& right) {
        return left.row() < right.row();
    });
    QStringList lines;
    for (const QModelIndex& row : std::as_const(rows)) {
        QStringList cells;
        for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
            const int section = horizontalHeader()->logicalIndex(visual);
            if (!isColumnHidden(section)) {
                cells.append(row.siblingAtColumn(section).data().toString());
            }
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

void DataTable::copySelection() const
{
    const QString text = selectedText();
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

int DataTable::currentRow() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? current.row() : -1;
}

void DataTable::selectRow(int row)
{
    // The first visible column: the current cell must be one that can be seen.
    const QModelIndex index = model()->index(row, horizontalHeader()->logicalIndex(0));
    if (index.isValid()) {
        selectionModel()->setCurrentIndex(
            index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        scrollTo(index);
    }
}

void DataTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() != nullptr && model()->rowCount() > 0)) {
        return;
    }
    QPainter painter(viewport());
    painter.setPen(secondaryTextColor(palette()));
    painter.drawText(viewport()->rect().adjusted(20, 8, -20, -8),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     m_emptyText);
}

void DataTable::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(event->globalPos());
}

void DataTable::rowsInserted(const QModelIndex& parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    if (!m_follows || !m_wasAtBottom || m_scrollPending) {
        return;
    }
    // Once for all batches of this turn of the event loop.
    m_scrollPending = true;
    QTimer::singleShot(0, this, [this] {
        scrollToBottom();
        m_scrollPending = false;
        m_wasAtBottom = true;
    });
}

/// Rows are chosen whole: Home and End lead to the first and the last one, not along a row.
QModelIndex DataTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (action != MoveHome && action != MoveEnd) {
        return QTableView::moveCursor(action, modifiers);
    }
    const int row = action == MoveHome ? 0 : model()->rowCount() - 1;
    const int column
        = currentIndex().isValid() ? currentIndex().column() : horizontalHeader()->logicalIndex(0);
    return model()->index(row, column);
}

bool DataTable::atBottom() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

} // namespace workbench
