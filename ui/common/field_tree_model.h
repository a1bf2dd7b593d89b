#pragma once

#include "core/wire/field.h"

#include <QAbstractItemModel>
#include <QCache>
#include <QSet>

#include <memory>
#include <unordered_map>
#include <vector>

namespace workbench {

/// The fields of one decoded message, a row each. Looks at no more of the tree than is asked for:
/// the rows below a field are counted when it is opened, values are made when they are seen.
class FieldTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Columns
    {
        NameColumn, ///< as in the RFC
        ValueColumn, ///< for people
        OffsetColumn,
        LengthColumn,
        ColumnCount
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Null: nothing.
    void setTree(std::shared_ptr<const wire::FieldTree> tree);

    const std::shared_ptr<const wire::FieldTree>& tree() const { return m_tree; }

    wire::Field fieldAt(const QModelIndex& index) const; ///< invalid for an invalid index
    QModelIndex indexOf(wire::Field field, int column = NameColumn) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    using Rows = std::vector<std::uint32_t>;

    /// The fields right below one, in order.
    const Rows& rowsBelow(std::uint32_t field) const;
    QString value(wire::Field field) const;
    QString cell(wire::Field field, int column) const;
    QString toolTip(wire::Field field) const;
    QVariant decoration(wire::Field field) const;

    bool isFaultInside(wire::Field field) const { return m_faultInside.contains(field.index()); }

    std::shared_ptr<const wire::FieldTree> m_tree;
    QSet<std::uint32_t> m_faultInside; ///< every field that has a faulty one below it
    mutable std::unordered_map<std::uint32_t, Rows> m_rows; ///< of fields that were opened
    mutable QCache<std::uint32_t, QString> m_values {2000}; ///< what was seen last
};

} // namespace workbench
