#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <QString>

namespace workbench {

/// A column of a table: its header, what the header explains, and how it begins.
struct Column
{
    QString title;
    QString explanation; ///< tool tip of the header
    int width = 100; ///< logical pixels at first
    bool shown = true; ///< at first
    bool numeric = false; ///< right-aligned
};

/// What a model answers in headerData() about the column, for Qt's roles and those of ColumnModel.
QVariant columnHeader(const Column& described, int role);

/// What every table model of the window has in common: headers and the flatness of rows. The
/// index arithmetic is here and nowhere else.
class ColumnModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum DataRole
    {
        WidthRole = Qt::UserRole + 100, ///< header: Column::width
        ShownRole, ///< header: Column::shown
        SortRole ///< cell: a value that sorts as people expect
    };

    ColumnModel(QList<Column> columns, QObject* parent);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    const Column& column(int index) const { return m_columns.at(index); }

    /// What data() answers for Qt::TextAlignmentRole.
    QVariant alignment(int column) const;

private:
    QList<Column> m_columns;
};

} // namespace workbench
