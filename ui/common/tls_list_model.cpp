#include "ui/common/tls_list_model.h"

#include <algorithm>

namespace workbench {
namespace {

QList<Column> columns()
{
    return {{TlsListModel::tr("Name"), TlsListModel::tr("As OpenSSL takes it"), 300},
            {TlsListModel::tr("IANA name"), TlsListModel::tr("Where it is another"), 330},
            {TlsListModel::tr("What it is"), {}, 260},
            {TlsListModel::tr("To be careful about"), {}, 200}};
}

} // namespace

TlsListModel::TlsListModel(const QList<TlsListChoice>& choices,
                           const QStringList& chosen,
                           QObject* parent)
    : ColumnModel(columns(), parent)
{
    const auto placeOf = [&chosen](const Row& row) {
        const qsizetype place = chosen.indexOf(row.choice.name);
        return place < 0 ? chosen.size() : place;
    };
    QStringList unknown = chosen;
    for (const TlsListChoice& choice : choices) {
        m_rows.append({choice, unknown.removeAll(choice.name) > 0});
    }
    for (const QString& name : std::as_const(unknown)) {
        m_rows.append({{.name = name, .otherName = {}, .what = {}, .remark = {}}, true});
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [&placeOf](const Row& a, const Row& b) {
        return placeOf(a) < placeOf(b);
    });
}

int TlsListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TlsListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows.at(index.row());
    if (role == Qt::CheckStateRole && index.column() == Name) {
        return row.chosen ? Qt::Checked : Qt::Unchecked;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Name:
        return row.choice.name;
    case OtherName:
        return row.choice.otherName;
    case What:
        return row.choice.what;
    default:
        return row.choice.remark;
    }
}

bool TlsListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != Name
        || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return false;
    }
    m_rows[index.row()].chosen = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {role});
    Q_EMIT chosenChanged();
    return true;
}

Qt::ItemFlags TlsListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags usual = ColumnModel::flags(index);
    return index.isValid() && index.column() == Name ? usual | Qt::ItemIsUserCheckable : usual;
}

QStringList TlsListModel::chosen() const
{
    QStringList names;
    for (const Row& row : m_rows) {
        if (row.chosen) {
            names.append(row.choice.name);
        }
    }
    return names;
}

bool TlsListModel::move(int row, int by)
{
    const int target = row + by;
    if (row < 0 || target < 0 || row >= m_rows.size() || target >= m_rows.size()) {
        return false;
    }
    // Where it stands afterwards, counted before the move (see beginMoveRows()).
    if (!beginMoveRows({}, row, row, {}, by > 0 ? target + 1 : target)) {
        return false;
    }
    m_rows.move(row, target);
    endMoveRows();
    Q_EMIT chosenChanged();
    return true;
}

} // namespace workbench
