#pragma once

#include "ui/certificates/import_rows.h"
#include "ui/common/column_model.h"

#include <QHash>
#include <QSet>

namespace workbench {

/// What was found in files: what is taken, and under which names.
class ImportReviewModel : public ColumnModel
{
    Q_OBJECT

public:
    enum Columns
    {
        NameColumn, ///< with the check box
        WhatColumn,
        StatusColumn,
        OriginColumn,
        SubjectColumn,
        NotAfterColumn,
        ColumnCount
    };

    /// `takenNames`: those of the store's entries.
    ImportReviewModel(const QList<ImportRow>& rows,
                      const QStringList& takenNames,
                      QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    const QList<ImportRow>& rows() const { return m_rows; }

    void setTaken(const QList<int>& rows, bool taken); ///< of those that can be
    void setAllTaken(bool taken);

    int takeableCount() const;
    int takenCount() const;

    /// Why what is taken cannot be imported as it is: a name that is empty, too long or not free.
    /// Empty: it can.
    QString problem() const;

Q_SIGNALS:
    void decided(); ///< a check or a name has changed

private:
    QString text(const ImportRow& row, int column) const;
    QString nameProblem(const ImportRow& row) const;
    bool needsName(const ImportRow& row) const;
    State state(const ImportRow& row) const;
    void refreshNames();
    void changed(); ///< something of a row, and with it the names of all

    QList<ImportRow> m_rows;
    QSet<QString> m_takenNames;
    QHash<QString, int> m_wishes; ///< how many of the rows want the name
};

} // namespace workbench
