#pragma once

#include "core/connection/tls_catalogue.h"
#include "ui/common/column_model.h"

namespace workbench {

/// What can stand in a list of TLS, each with a check mark; what is chosen stands first, in the
/// order that counts.
class TlsListModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        Name,
        OtherName,
        What,
        Remark
    };

    /// `chosen`: names in their order; those that are no choice become rows of their own.
    TlsListModel(const QList<TlsListChoice>& choices, const QStringList& chosen, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    QStringList chosen() const;

    bool isChosen(int row) const { return m_rows.at(row).chosen; }

    /// Moves a row by one place; false where it stands at the end already.
    bool move(int row, int by);

Q_SIGNALS:
    void chosenChanged();

private:
    struct Row
    {
        TlsListChoice choice;
        bool chosen = false;
    };

    QList<Row> m_rows;
};

} // namespace workbench
