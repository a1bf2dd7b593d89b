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

QVariant columnHeader(const Column& described, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return described.title;
    case Qt::ToolTipRole:
        return described.explanation;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (described.numeric ? Qt::AlignRight : Qt::AlignLeft));
    case ColumnModel::WidthRole:
        return described.width;
    case ColumnModel::ShownRole:
        return described.shown;
    default:
        return {};
    }
}

QVariant ColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && section >= 0 && section < m_columns.size()
        ? columnHeader(m_columns.at(section), role)
        : QVariant();
}

QVariant ColumnModel::alignment(int column) const
{
    return m_columns.at(column).numeric ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter)
                                        : QVariant();
}

} // namespace workbench
