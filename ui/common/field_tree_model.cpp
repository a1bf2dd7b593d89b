#include "ui/common/field_tree_model.h"

#include "ui/common/column_model.h"
#include "ui/common/field_text.h"
#include "ui/common/state.h"
#include "ui/common/text.h"

#include <QBrush>
#include <QGuiApplication>

#include <algorithm>

namespace workbench {

namespace {

constexpr std::size_t kShownCharacters = 300;
constexpr std::size_t kToolTipCharacters = 1200;

const QList<Column>& fieldColumns()
{
    static const QList<Column> kColumns {
        {FieldTreeModel::tr("Field"), FieldTreeModel::tr("Name as in the RFC"), 185, true, false},
        {FieldTreeModel::tr("Value"), FieldTreeModel::tr("What the bytes say"), 90, true, false},
        {FieldTreeModel::tr("Offset"),
         FieldTreeModel::tr("Number of the first byte, counted from 0"),
         70,
         false,
         true},
        {FieldTreeModel::tr("Length"), FieldTreeModel::tr("In bytes"), 70, false, true},
    };
    return kColumns;
}

} // namespace

void FieldTreeModel::setTree(std::shared_ptr<const wire::FieldTree> tree)
{
    beginResetModel();
    m_tree = std::move(tree);
    m_rows.clear();
    m_values.clear();
    m_faultInside.clear();
    if (m_tree) {
        for (const wire::Field faulty : m_tree->faultyFields()) {
            wire::Field outer = faulty.parent();
            while (outer && !isFaultInside(outer)) {
                m_faultInside.insert(outer.index());
                outer = outer.parent();
            }
        }
    }
    endResetModel();
}

wire::Field FieldTreeModel::fieldAt(const QModelIndex& index) const
{
    return index.isValid() && m_tree ? m_tree->at(static_cast<std::uint32_t>(index.internalId()))
                                     : wire::Field();
}

QModelIndex FieldTreeModel::indexOf(wire::Field field, int column) const
{
    if (!field) {
        return {};
    }
    int row = 0;
    if (const wire::Field parent = field.parent()) {
        const Rows& rows = rowsBelow(parent.index());
        row = static_cast<int>(std::lower_bound(rows.begin(), rows.end(), field.index())
                               - rows.begin());
    }
    return createIndex(row, column, static_cast<quintptr>(field.index()));
}

const FieldTreeModel::Rows& FieldTreeModel::rowsBelow(std::uint32_t field) const
{
    const auto [found, isNew] = m_rows.try_emplace(field);
    if (isNew) {
        for (const wire::Field child : m_tree->at(field).children()) {
            found->second.push_back(child.index());
        }
    }
    return found->second;
}

QModelIndex FieldTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const std::uint32_t field = parent.isValid()
        ? rowsBelow(static_cast<std::uint32_t>(parent.internalId()))[static_cast<std::size_t>(row)]
        : 0;
    return createIndex(row, column, static_cast<quintptr>(field));
}

QModelIndex FieldTreeModel::parent(const QModelIndex& index) const
{
    const wire::Field field = fieldAt(index);
    return field ? indexOf(field.parent()) : QModelIndex();
}

int FieldTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return m_tree && m_tree->root() ? 1 : 0;
    }
    return parent.column() != NameColumn
        ? 0
        : static_cast<int>(rowsBelow(static_cast<std::uint32_t>(parent.internalId())).size());
}

int FieldTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

bool FieldTreeModel::hasChildren(const QModelIndex& parent) const
{
    return parent.isValid() ? parent.column() == NameColumn && fieldAt(parent).hasChildren()
                            : rowCount() > 0;
}

QString FieldTreeModel::value(wire::Field field) const
{
    if (const QString* known = m_values.object(field.index())) {
        return *known;
    }
    // A text as long as the message would be read anew with every paint.
    auto* made = new QString(fieldValue(field, kShownCharacters));
    QString result = *made;
    m_values.insert(field.index(), made);
    return result;
}

QString FieldTreeModel::cell(wire::Field field, int column) const
{
    switch (column) {
    case NameColumn:
        return fromStd(std::string(field.name()));
    case ValueColumn:
        return value(field);
    case OffsetColumn:
        return QString::number(field.range().offset);
    case LengthColumn:
        return QString::number(field.range().length);
    default:
        return {};
    }
}

QString FieldTreeModel::toolTip(wire::Field field) const
{
    QStringList lines;
    if (const wire::Fault* fault = field.fault()) {
        lines.append(tr("Wrong (%1): %2").arg(faultWord(fault->kind), fromStd(fault->text())));
    } else if (isFaultInside(field)) {
        lines.append(tr("A field inside is wrong."));
    }
    const QString whole = fieldValue(field, kToolTipCharacters);
    if (!whole.isEmpty()) {
        lines.append(whole);
    }
    lines.append(rangeText(field.range()));
    return lines.join(QLatin1Char('\n'));
}

QVariant FieldTreeModel::decoration(wire::Field field) const
{
    if (field.fault() != nullptr) {
        return stateIcon(State::Failed);
    }
    return isFaultInside(field) ? QVariant(stateIcon(State::Warning)) : QVariant();
}

QVariant FieldTreeModel::data(const QModelIndex& index, int role) const
{
    const wire::Field field = fieldAt(index);
    if (!field) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == ValueColumn && isFaultInside(field) && field.fault() == nullptr) {
            // The word to the icon; a structure has no other value.
            const QString own = value(field);
            return own.isEmpty() ? tr("fault inside") : tr("fault inside: %1").arg(own);
        }
        return cell(field, index.column());
    case Qt::ToolTipRole:
        return toolTip(field);
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? spokenText(field) : cell(field, index.column());
    case Qt::DecorationRole:
        return index.column() == ValueColumn ? decoration(field) : QVariant();
    case Qt::ForegroundRole:
        return index.column() == ValueColumn && field.fault() != nullptr
            ? QVariant(QBrush(toneColor(Tone::Bad, QGuiApplication::palette())))
            : QVariant();
    case Qt::TextAlignmentRole:
        return fieldColumns().at(index.column()).numeric
            ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant();
    default:
        return {};
    }
}

QVariant FieldTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && section >= 0 && section < ColumnCount
        ? columnHeader(fieldColumns().at(section), role)
        : QVariant();
}

} // namespace workbench
