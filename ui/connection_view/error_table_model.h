#pragma once

#include "core/connection/connection_record.h"
#include "ui/common/column_model.h"

#include <QStringList>

namespace workbench {

/// Raw errors and alerts of one connection.
class ErrorTableModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        SourceColumn,
        CodeColumn,
        TextColumn,
        ColumnCount
    };

    explicit ErrorTableModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setRecord(const ConnectionRecord& record);

private:
    QList<QStringList> m_rows; ///< cells by column
};

} // namespace workbench
