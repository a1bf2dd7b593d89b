#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/column_model.h"

#include <vector>

namespace workbench {

/// The connections of one server, or the attempts of one client, in the order in which they began.
/// Takes whole batches: the cost of a batch is its own size plus a logarithm of the rows for each
/// connection, also with tens of thousands of rows.
class ConnectionTableModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        TimeColumn,
        PeerColumn,
        ResultColumn,
        VersionColumn,
        SuiteColumn,
        DurationColumn,
        FindingColumn,
        ColumnCount
    };

    explicit ConnectionTableModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Replaces everything: another server or client is looked at.
    void setConnections(Role role, const QString& name, const QList<ObservedConnection>& all);

    /// New ones are inserted, known ones replaced; those of others are passed over.
    void update(const QList<ObservedConnection>& batch);

    /// Lets these go.
    void drop(const QList<quint64>& ids);

    const ObservedConnection& at(int row) const;
    int rowOf(quint64 id) const; ///< -1: not here

private:
    std::vector<ObservedConnection>::iterator place(quint64 id);
    void insert(std::vector<ObservedConnection> added);
    QString text(const ObservedConnection& connection, int column) const;
    static QVariant sortValue(const ObservedConnection& connection, int column);

    Role m_role = Role::Client;
    QString m_name;
    std::vector<ObservedConnection> m_rows; ///< ids ascending
};

} // namespace workbench
