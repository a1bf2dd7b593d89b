#include "ui/certificates/import_review_model.h"

#include "core/certificates/store_file_name.h"
#include "ui/common/text.h"

#include <QBrush>
#include <QGuiApplication>

#include <algorithm>

namespace workbench {

namespace {

QList<Column> reviewColumns()
{
    return {
        {QObject::tr("Name"), QObject::tr("What the entry will be called"), 150, true, false},
        {QObject::tr("Found"), QObject::tr("What it is"), 140, true, false},
        {QObject::tr("Status"), QObject::tr("What becomes of it, and why"), 250, true, false},
        {QObject::tr("File"), QObject::tr("Where it was found"), 140, true, false},
        {QObject::tr("Subject"), QObject::tr("Whom it was issued to"), 190, true, false},
        {QObject::tr("Not after"), QObject::tr("Last moment of its validity"), 130, false, false},
    };
}

QString spokenName(const ImportRow& row)
{
    const QString name = row.item.name.isEmpty() ? QStringLiteral("%1 %2").arg(row.what, row.origin)
                                                 : row.item.name;
    if (!row.takeable) {
        return ImportReviewModel::tr("%1, cannot be taken").arg(name);
    }
    return row.taken ? ImportReviewModel::tr("%1, is taken").arg(name)
                     : ImportReviewModel::tr("%1, is not taken").arg(name);
}

} // namespace

ImportReviewModel::ImportReviewModel(const QList<ImportRow>& rows,
                                     const QStringList& takenNames,
                                     QObject* parent)
    : ColumnModel(reviewColumns(), parent)
    , m_rows(rows)
    , m_takenNames(takenNames.begin(), takenNames.end())
{
    refreshNames();
}

int ImportReviewModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

bool ImportReviewModel::needsName(const ImportRow& row) const
{
    return row.taken && row.kind == ImportRow::Kind::Material
        && row.item.action == ImportItem::Action::Add;
}

void ImportReviewModel::refreshNames()
{
    m_wishes.clear();
    for (const ImportRow& row : std::as_const(m_rows)) {
        if (needsName(row)) {
            ++m_wishes[row.item.name];
        }
    }
}

QString ImportReviewModel::nameProblem(const ImportRow& row) const
{
    if (!needsName(row)) {
        return {};
    }
    if (const Result<QString> file = storeFileName(row.item.name, {}); !file) {
        return errorText(file.error());
    }
    if (m_takenNames.contains(row.item.name)) {
        return tr("“%1” is the name of another entry.").arg(row.item.name);
    }
    return m_wishes.value(row.item.name) > 1
        ? tr("“%1” is the name of another row.").arg(row.item.name)
        : QString();
}

QString ImportReviewModel::problem() const
{
    for (const ImportRow& row : m_rows) {
        if (QString text = nameProblem(row); !text.isEmpty()) {
            return text;
        }
    }
    return {};
}

State ImportReviewModel::state(const ImportRow& row) const
{
    return nameProblem(row).isEmpty() ? row.state : State::Failed;
}

QString ImportReviewModel::text(const ImportRow& row, int column) const
{
    switch (column) {
    case NameColumn:
        return row.item.name;
    case WhatColumn:
        return row.what;
    case StatusColumn: {
        const QString problem = nameProblem(row);
        return problem.isEmpty() ? row.status : problem;
    }
    case OriginColumn:
        return row.origin;
    case SubjectColumn:
        return row.subject;
    case NotAfterColumn:
        return row.item.material.certificate ? dateText(row.item.facts.notAfter) : QString();
    default:
        return {};
    }
}

QVariant ImportReviewModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ImportRow& row = m_rows.at(index.row());
    const bool isName = index.column() == NameColumn;
    const bool isStatus = index.column() == StatusColumn;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, index.column());
    case SortRole:
        return index.column() == NotAfterColumn ? QVariant(row.item.facts.notAfter)
                                                : QVariant(text(row, index.column()));
    case Qt::EditRole:
        return isName ? QVariant(row.item.name) : QVariant();
    case Qt::CheckStateRole:
        return isName && row.takeable ? QVariant(row.taken ? Qt::Checked : Qt::Unchecked)
                                      : QVariant();
    case Qt::DecorationRole:
        return isStatus ? QVariant(stateIcon(state(row))) : QVariant();
    case Qt::ForegroundRole:
        return isStatus
            ? QVariant(QBrush(toneColor(stateTone(state(row)), QGuiApplication::palette())))
            : QVariant();
    case Qt::AccessibleTextRole:
        // A check box in a cell has no words of its own.
        return isName ? spokenName(row) : text(row, index.column());
    default:
        return {};
    }
}

bool ImportReviewModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != NameColumn) {
        return false;
    }
    ImportRow& row = m_rows[index.row()];
    if (role == Qt::CheckStateRole && row.takeable) {
        setTaken({index.row()}, value.value<Qt::CheckState>() == Qt::Checked);
        return true;
    }
    if (role == Qt::EditRole && flags(index).testFlag(Qt::ItemIsEditable)) {
        row.item.name = value.toString().trimmed();
        changed();
        return true;
    }
    return false;
}

Qt::ItemFlags ImportReviewModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = ColumnModel::flags(index);
    if (!index.isValid() || index.column() != NameColumn) {
        return flags;
    }
    const ImportRow& row = m_rows.at(index.row());
    flags.setFlag(Qt::ItemIsUserCheckable, row.takeable);
    flags.setFlag(Qt::ItemIsEditable,
                  row.kind == ImportRow::Kind::Material
                      && row.item.action == ImportItem::Action::Add);
    return flags;
}

void ImportReviewModel::setTaken(const QList<int>& rows, bool taken)
{
    for (const int row : rows) {
        m_rows[row].taken = taken && m_rows.at(row).takeable;
    }
    changed();
}

void ImportReviewModel::setAllTaken(bool taken)
{
    for (ImportRow& row : m_rows) {
        row.taken = taken && row.takeable;
    }
    changed();
}

int ImportReviewModel::takeableCount() const
{
    return static_cast<int>(std::count_if(
        m_rows.begin(), m_rows.end(), [](const ImportRow& row) { return row.takeable; }));
}

int ImportReviewModel::takenCount() const
{
    return static_cast<int>(std::count_if(
        m_rows.begin(), m_rows.end(), [](const ImportRow& row) { return row.taken; }));
}

void ImportReviewModel::changed()
{
    refreshNames();
    if (!m_rows.isEmpty()) { // two rows with one name are both told
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    Q_EMIT decided();
}

} // namespace workbench
