#pragma once

#include "core/connection/connection_record.h"
#include "ui/common/column_model.h"

namespace workbench {

/// The messages of one connection in the order in which they passed.
class MessageTableModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        IndexColumn,
        TimeColumn,
        DirectionColumn,
        MessageColumn,
        SizeColumn,
        VersionColumn,
        ProtectionColumn,
        StateColumn,
        ColumnCount
    };

    explicit MessageTableModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Shows this record. A later state of the record that is shown already only appends rows, so
    /// that selection and scrolling stay.
    void setRecord(const ConnectionRecordPtr& record);

    const TraceMessage& at(int row) const;

    /// "client_hello", "alert: fatal handshake_failure (40)", "application_data (3 records)".
    static QString title(const TraceMessage& message);

    /// Qt::ForegroundRole of a cell that says the title: alerts stand out.
    static QVariant titleColor(const TraceMessage& message);

private:
    static QString text(const TraceMessage& message, int column);

    quint64 m_id = 0;
    QList<TraceMessage> m_messages;
};

} // namespace workbench
