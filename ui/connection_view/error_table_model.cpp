#include "ui/connection_view/error_table_model.h"

#include "ui/connection_view/record_text.h"

namespace workbench {

ErrorTableModel::ErrorTableModel(QObject* parent)
    : ColumnModel({{tr("Source"), tr("Who reported it"), 130, true, false},
                   {tr("Number"), tr("As its source counts"), 110, true, false},
                   {tr("Text"), tr("The source's own words"), 500, true, false}},
                  parent)
{ }

int ErrorTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ErrorTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    if (role == Qt::DisplayRole || role == SortRole
        || (role == Qt::ToolTipRole && index.column() == TextColumn)) {
        return m_rows.at(index.row()).at(index.column());
    }
    return {};
}

void ErrorTableModel::setRecord(const ConnectionRecord& record)
{
    QList<QStringList> rows;
    for (const AlertFact& alert : record.alerts) {
        rows.append({tr("TLS alert"), QString::number(alert.code), alertLabel(alert)});
    }
    const QList<NativeError> errors = record.allErrors();
    for (const NativeError& error : errors) {
        rows.append({errorSourceWord(error.source), errorCodeText(error), error.text});
    }
    if (rows == m_rows) {
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

} // namespace workbench
