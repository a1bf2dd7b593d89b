#include "ui/common/column_model.h"

namespace workbench {

ColumnModel::ColumnModel(QList<Column> columns, QObject* parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{ }

int ColumnModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size()) {
        return {};
    }
    const Column& described = m_columns.at(section);
    switch (role) {
    case Qt::DisplayRole:
        return described.title;
    case Qt::ToolTipRole:
        return described.explanation;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (described.numeric ? Qt::AlignRight : Qt::AlignLeft));
    case WidthRole:
        return described.width;
    case ShownRole:
        return described.shown;
    default:
        return {};
    }
}

} // namespace workbench
