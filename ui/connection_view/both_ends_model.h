#pragma once

#include "core/connection/paired_messages.h"
#include "ui/common/column_model.h"

namespace workbench {

/// The messages of one connection as both of its ends saw them: one row each.
class BothEndsModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        DirectionColumn,
        MessageColumn,
        ClientColumn,
        ServerColumn,
        OnTheWayColumn,
        SizeColumn,
        ColumnCount
    };

    explicit BothEndsModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Records of the two ends; null: there is no pair. Later states of the ones that are shown
    /// leave the rows where they are as far as they can.
    void setEnds(const ConnectionRecordPtr& client, const ConnectionRecordPtr& server);

    const PairedMessage& at(int row) const { return m_pairs.at(row); }

private:
    bool areShown(const ConnectionRecordPtr& client, const ConnectionRecordPtr& server) const;
    void update(const QList<PairedMessage>& pairs);
    const TraceMessage& message(const PairedMessage& pair) const;
    QString text(const PairedMessage& pair, int column) const;
    QVariant sortValue(const PairedMessage& pair, int column) const;

    ConnectionRecordPtr m_client;
    ConnectionRecordPtr m_server;
    QList<PairedMessage> m_pairs;
};

} // namespace workbench
