#include "ui/common/field_tree_view.h"

#include "ui/common/field_path.h"
#include "ui/common/field_tree_model.h"
#include "ui/common/header_columns.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>

namespace workbench {

namespace {

constexpr int kKeptPaths = 200; ///< of one kind of message
constexpr int kOpenedAtOnce = 20'000; ///< rows that "*" opens without a noticeable wait

QString kindOf(const wire::FieldTree& tree)
{
    return fromStd(std::string(tree.root().name()));
}

bool isInside(wire::Field field, wire::Field outer)
{
    while (field && field != outer) {
        field = field.parent();
    }
    return field.isValid();
}

/// Where it goes wrong first: not the structure that is too short because of it.
wire::Field firstFault(const wire::FieldTree& tree)
{
    wire::Field first;
    for (const wire::Field faulty : tree.faultyFields()) {
        if (first && !isInside(faulty, first)) {
            break;
        }
        first = faulty;
    }
    return first;
}

} // namespace

FieldTreeView::FieldTreeView(const QString& name, QWidget* parent)
    : QTreeView(parent)
    , m_model(new FieldTreeModel(this))
    , m_columns(new HeaderColumns(header(), name, FieldTreeModel::NameColumn))
{
    setObjectName(name);
    setModel(m_model);
    m_columns->reset();
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    setFrameShape(QFrame::NoFrame);
    setIconSize(QSize(14, 14));
    setIndentation(16);
    connect(selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &FieldTreeView::fieldChosen);
    connect(header(), &QHeaderView::sectionResized, this, [this](int section) {
        m_arrangedByPerson
            = m_arrangedByPerson || (section == FieldTreeModel::NameColumn && !m_arranging);
    });
}

void FieldTreeView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    if (!m_arrangedByPerson) {
        const QScopedValueRollback<bool> arranging(m_arranging, true);
        header()->resizeSection(FieldTreeModel::NameColumn, viewport()->width() * 60 / 100);
    }
}

void FieldTreeView::setTree(std::shared_ptr<const wire::FieldTree> tree, const QString& emptyText)
{
    keep();
    m_emptyText = emptyText;
    m_model->setTree(std::move(tree));
    restore();
    viewport()->update();
}

const std::shared_ptr<const wire::FieldTree>& FieldTreeView::tree() const
{
    return m_model->tree();
}

wire::Field FieldTreeView::currentField() const
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? wire::Field() : m_model->fieldAt(rows.first());
}

void FieldTreeView::choose(wire::Field field)
{
    const QModelIndex index = m_model->indexOf(field);
    for (QModelIndex outer = index.parent(); outer.isValid(); outer = outer.parent()) {
        expand(outer);
    }
    selectionModel()->setCurrentIndex(
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void FieldTreeView::remember(QSettings& settings)
{
    m_arrangedByPerson = m_columns->remember(settings);
}

void FieldTreeView::keep()
{
    if (m_model->rowCount() == 0) {
        return;
    }
    Memory memory;
    collectOpened(m_model->index(0, 0), memory.opened);
    if (const wire::Field field = currentField()) {
        memory.chosen = fieldPath(field);
    }
    m_memories.insert(kindOf(*tree()), memory);
}

void FieldTreeView::collectOpened(const QModelIndex& index, QStringList& paths) const
{
    if (!isExpanded(index) || paths.size() >= kKeptPaths) {
        return;
    }
    paths.append(fieldPath(m_model->fieldAt(index)));
    for (int row = 0; row < m_model->rowCount(index); ++row) {
        collectOpened(m_model->index(row, 0, index), paths);
    }
}

void FieldTreeView::restore()
{
    if (m_model->rowCount() == 0) {
        Q_EMIT fieldChosen();
        return;
    }
    const auto known = m_memories.constFind(kindOf(*tree()));
    wire::Field chosen;
    if (known == m_memories.constEnd()) {
        // A level with one field in it says nothing yet.
        QModelIndex outer = m_model->index(0, 0);
        for (; m_model->rowCount(outer) == 1; outer = m_model->index(0, 0, outer)) {
            expand(outer);
        }
        expand(outer);
        chosen = firstFault(*tree());
    } else {
        for (const QString& path : known->opened) {
            expand(m_model->indexOf(findField(*tree(), path)));
        }
        chosen = known->chosen.isEmpty() ? wire::Field() : findField(*tree(), known->chosen);
    }
    if (chosen) {
        choose(chosen);
    } else {
        Q_EMIT fieldChosen();
    }
}

void FieldTreeView::openAll(const QModelIndex& from)
{
    // As many levels as may be opened at once. While the outermost is closed, nothing is laid out.
    collapse(from);
    QModelIndexList level {from};
    int rows = 0;
    while (!level.isEmpty() && rows < kOpenedAtOnce) {
        QModelIndexList next;
        for (const QModelIndex& index : std::as_const(level)) {
            const int count = m_model->rowCount(index);
            rows += count;
            if (rows > kOpenedAtOnce && index != from) {
                break;
            }
            if (index != from) {
                expand(index);
            }
            for (int row = 0; row < count; ++row) {
                const QModelIndex child = m_model->index(row, 0, index);
                if (m_model->hasChildren(child)) {
                    next.append(child);
                }
            }
        }
        level = next;
    }
    expand(from);
}

void FieldTreeView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Asterisk && currentIndex().isValid()) {
        openAll(currentIndex().siblingAtColumn(FieldTreeModel::NameColumn));
    } else {
        QTreeView::keyPressEvent(event);
    }
}

void FieldTreeView::contextMenuEvent(QContextMenuEvent* event)
{
    if (actions().isEmpty() || m_model->rowCount() == 0) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(event->reason() == QContextMenuEvent::Keyboard
                    ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft())
                    : event->globalPos());
}

void FieldTreeView::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (m_emptyText.isEmpty() || m_model->rowCount() > 0) {
        return;
    }
    QPainter painter(viewport());
    painter.setPen(secondaryTextColor(palette()));
    painter.drawText(viewport()->rect().adjusted(20, 8, -20, -8),
                     Qt::AlignCenter | Qt::TextWordWrap,
                     m_emptyText);
}

} // namespace workbench
