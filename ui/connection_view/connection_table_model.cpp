#include "ui/connection_view/connection_table_model.h"

#include "core/base/endpoint_text.h"
#include "ui/common/state.h"
#include "ui/common/text.h"

#include <QBrush>
#include <QGuiApplication>

#include <algorithm>
#include <unordered_set>

namespace workbench {

namespace {

QList<Column> connectionColumns()
{
    return {
        {QObject::tr("Time"), QObject::tr("When the attempt began"), 104, true, false},
        {QObject::tr("Peer"), QObject::tr("Address and port of the other end"), 140, true, false},
        {QObject::tr("Result"), QObject::tr("How the handshake ended"), 100, true, false},
        {QObject::tr("Version"), QObject::tr("The protocol version agreed on"), 76, true, false},
        {QObject::tr("Cipher suite"), QObject::tr("The cipher suite agreed on"), 190, true, false},
        {QObject::tr("Duration"), QObject::tr("From the beginning to the verdict"), 84, true, true},
        {QObject::tr("Finding"), QObject::tr("What the diagnosis says first"), 150, true, false},
    };
}

quint64 idOf(const ObservedConnection& connection)
{
    return connection.record->id;
}

bool byId(const ObservedConnection& left, const ObservedConnection& right)
{
    return idOf(left) < idOf(right);
}

QString peerText(const ConnectionRecord& record)
{
    if (!record.peerAddress.isNull()) {
        return endpointText(record.peerAddress.toString(), record.peerPort);
    }
    return record.host.isEmpty() ? QStringLiteral("–") : record.host;
}

} // namespace

ConnectionTableModel::ConnectionTableModel(QObject* parent)
    : ColumnModel(connectionColumns(), parent)
{ }

int ConnectionTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

const ObservedConnection& ConnectionTableModel::at(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row));
}

std::vector<ObservedConnection>::iterator ConnectionTableModel::place(quint64 id)
{
    return std::lower_bound(
        m_rows.begin(), m_rows.end(), id, [](const ObservedConnection& row, quint64 wanted) {
            return idOf(row) < wanted;
        });
}

int ConnectionTableModel::rowOf(quint64 id) const
{
    const auto found = std::lower_bound(
        m_rows.begin(), m_rows.end(), id, [](const ObservedConnection& row, quint64 wanted) {
            return idOf(row) < wanted;
        });
    return found != m_rows.end() && idOf(*found) == id ? static_cast<int>(found - m_rows.begin())
                                                       : -1;
}

void ConnectionTableModel::setConnections(Role role,
                                          const QString& name,
                                          const QList<ObservedConnection>& all)
{
    beginResetModel();
    m_role = role;
    m_name = name;
    m_rows.assign(all.begin(), all.end());
    std::sort(m_rows.begin(), m_rows.end(), byId);
    endResetModel();
}

void ConnectionTableModel::update(const QList<ObservedConnection>& batch)
{
    std::vector<ObservedConnection> added;
    int firstChanged = rowCount();
    int lastChanged = -1;
    for (const ObservedConnection& connection : batch) {
        if (connection.record->role != m_role || connection.record->name != m_name) {
            continue;
        }
        const auto known = place(idOf(connection));
        if (known == m_rows.end() || idOf(*known) != idOf(connection)) {
            added.push_back(connection);
            continue;
        }
        *known = connection;
        const int row = static_cast<int>(known - m_rows.begin());
        firstChanged = std::min(firstChanged, row);
        lastChanged = std::max(lastChanged, row);
    }
    if (lastChanged >= 0) {
        Q_EMIT dataChanged(index(firstChanged, 0), index(lastChanged, ColumnCount - 1));
    }
    if (!added.empty()) {
        insert(std::move(added));
    }
}

void ConnectionTableModel::insert(std::vector<ObservedConnection> added)
{
    std::stable_sort(added.begin(), added.end(), byId);
    // A batch may carry two states of one connection: the later one counts.
    for (auto next = added.begin(); next != added.end();) {
        const auto following = next + 1;
        if (following != added.end() && idOf(*following) == idOf(*next)) {
            next = added.erase(next);
        } else {
            ++next;
        }
    }
    // Nearly always everything goes to the end: one insertion. Latecomers go to their places.
    auto rest = added.begin();
    while (rest != added.end()) {
        const auto where = place(idOf(*rest));
        const auto until = where == m_rows.end()
            ? added.end()
            : std::find_if(rest, added.end(), [&](const ObservedConnection& connection) {
                  return idOf(connection) > idOf(*where);
              });
        const int row = static_cast<int>(where - m_rows.begin());
        beginInsertRows({}, row, row + static_cast<int>(until - rest) - 1);
        m_rows.insert(where, rest, until);
        endInsertRows();
        rest = until;
    }
}

void ConnectionTableModel::drop(const QList<quint64>& ids)
{
    const std::unordered_set<quint64> gone(ids.begin(), ids.end());
    const auto isGone = [&](int row) { return gone.count(idOf(at(row))) != 0; };
    // From the end, one removal for each run of neighbours; the oldest lie together.
    int row = rowCount() - 1;
    while (row >= 0) {
        if (!isGone(row)) {
            --row;
            continue;
        }
        const int last = row;
        while (row >= 0 && isGone(row)) {
            --row;
        }
        beginRemoveRows({}, row + 1, last);
        m_rows.erase(m_rows.begin() + row + 1, m_rows.begin() + last + 1);
        endRemoveRows();
    }
}

QString ConnectionTableModel::text(const ObservedConnection& connection, int column) const
{
    const ConnectionRecord& record = *connection.record;
    switch (column) {
    case TimeColumn:
        return clockText(record.started);
    case PeerColumn:
        return peerText(record);
    case ResultColumn:
        return stateWord(stateOf(connection));
    case VersionColumn:
        return versionLabel(record.negotiated.version);
    case SuiteColumn:
        return suiteText(record.negotiated.cipherSuite);
    case DurationColumn:
        return record.result == ConnectionResult::InProgress
            ? QString()
            : microsecondsToText(record.durationUs);
    case FindingColumn:
        return connection.findings.isEmpty() ? QString() : connection.findings.first().title;
    default:
        return {};
    }
}

QVariant ConnectionTableModel::sortValue(const ObservedConnection& connection, int column)
{
    const ConnectionRecord& record = *connection.record;
    switch (column) {
    case TimeColumn:
        return record.id;
    case VersionColumn:
        return record.negotiated.version;
    case DurationColumn:
        return record.durationUs;
    case PeerColumn:
        return peerText(record);
    default:
        return {};
    }
}

QVariant ConnectionTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ObservedConnection& connection = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(connection, index.column());
    case Qt::ToolTipRole:
        return index.column() == FindingColumn || index.column() == SuiteColumn
            ? QVariant(text(connection, index.column()))
            : QVariant();
    case Qt::DecorationRole:
        return index.column() == ResultColumn ? QVariant(stateIcon(stateOf(connection)))
                                              : QVariant();
    case Qt::ForegroundRole:
        return index.column() == ResultColumn ? QVariant(
                   QBrush(toneColor(stateTone(stateOf(connection)), QGuiApplication::palette())))
                                              : QVariant();
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case SortRole: {
        const QVariant value = sortValue(connection, index.column());
        return value.isValid() ? value : QVariant(text(connection, index.column()));
    }
    default:
        return {};
    }
}

} // namespace workbench
