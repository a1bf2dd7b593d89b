#include "ui/main_window/navigation_view.h"

#include "ui/main_window/navigation_tree_model.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace workbench {

namespace {

constexpr int kGap = 8;

/// Draws the word of the state at the right edge, the name in what is left.
class NavigationDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const QString word = index.data(NavigationTreeModel::StateWordRole).toString();
        QStyleOptionViewItem item(option);
        initStyleOption(&item, index);
        const int wordWidth = word.isEmpty() ? 0 : item.fontMetrics.horizontalAdvance(word) + kGap;
        const QStyle* style = item.widget->style();
        const QRect textArea
            = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget);
        item.text = item.fontMetrics.elidedText(
            item.text, Qt::ElideRight, textArea.width() - wordWidth - kGap);
        style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        if (word.isEmpty()) {
            return;
        }
        const bool selected = (item.state & QStyle::State_Selected) != 0;
        painter->save();
        painter->setFont(item.font);
        painter->setPen(selected ? item.palette.color(QPalette::HighlightedText)
                                 : index.data(NavigationTreeModel::StateColorRole).value<QColor>());
        painter->drawText(
            item.rect.adjusted(0, 0, -kGap, 0), Qt::AlignRight | Qt::AlignVCenter, word);
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        const bool section = !index.parent().isValid();
        size.setHeight(qMax(size.height(), section ? 32 : 27));
        return size;
    }
};

} // namespace

NavigationView::NavigationView(QWidget* parent)
    : QTreeView(parent)
{
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Certificates, servers and clients"));
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setItemDelegate(new NavigationDelegate(this));
    setIndentation(14);
    setIconSize(QSize(14, 14));
    setContextMenuPolicy(Qt::CustomContextMenu);
    setExpandsOnDoubleClick(false);
    setDragDropMode(QAbstractItemView::DragOnly);
}

void NavigationView::setModel(QAbstractItemModel* newModel)
{
    QTreeView::setModel(newModel);
    expandAll();
}

} // namespace workbench
