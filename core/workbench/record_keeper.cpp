#include "core/workbench/record_keeper.h"

namespace workbench {
namespace {

bool isUnderWay(const ConnectionRecord& record)
{
    return record.open || record.result == ConnectionResult::InProgress;
}

} // namespace

RecordKeeper::RecordKeeper(qint64 budgetBytes)
    : m_budgetBytes(budgetBytes)
{ }

void RecordKeeper::put(const ObservedConnection& connection)
{
    const ConnectionRecord& record = *connection.record;
    Kept& kept = m_kept[record.id];
    const qint64 bytes = record.approximateBytes();
    m_bytes += bytes - kept.bytes;
    kept = {connection, bytes};
    m_ofOwner[{record.role, record.name}].insert(record.id);
}

QList<quint64> RecordKeeper::trim()
{
    QList<quint64> gone;
    for (auto position = m_kept.begin(); position != m_kept.end() && m_bytes > m_budgetBytes;) {
        const auto current = position++;
        if (!isUnderWay(*current->second.connection.record)) {
            gone.append(current->first);
            remove(current);
            ++m_dropped;
        }
    }
    return gone;
}

QList<quint64> RecordKeeper::clear(Role role, const QString& name)
{
    QList<quint64> gone;
    const auto owner = m_ofOwner.find({role, name});
    if (owner == m_ofOwner.end()) {
        return gone;
    }
    for (const quint64 id : owner->second) {
        if (!isUnderWay(*m_kept.at(id).connection.record)) {
            gone.append(id);
        }
    }
    for (const quint64 id : gone) {
        remove(m_kept.find(id));
    }
    return gone;
}

const ObservedConnection* RecordKeeper::find(quint64 id) const
{
    const auto position = m_kept.find(id);
    return position == m_kept.end() ? nullptr : &position->second.connection;
}

QList<ObservedConnection> RecordKeeper::ofOwner(Role role, const QString& name) const
{
    QList<ObservedConnection> connections;
    const auto owner = m_ofOwner.find({role, name});
    if (owner != m_ofOwner.end()) {
        for (const quint64 id : owner->second) {
            connections.append(m_kept.at(id).connection);
        }
    }
    return connections;
}

quint64 RecordKeeper::newestOf(Role role, const QString& name) const
{
    const auto owner = m_ofOwner.find({role, name});
    return owner == m_ofOwner.end() || owner->second.empty() ? 0 : *owner->second.rbegin();
}

void RecordKeeper::remove(std::map<quint64, Kept>::iterator position)
{
    const ConnectionRecord& record = *position->second.connection.record;
    m_bytes -= position->second.bytes;
    const auto owner = m_ofOwner.find({record.role, record.name});
    owner->second.erase(record.id);
    if (owner->second.empty()) {
        m_ofOwner.erase(owner);
    }
    m_kept.erase(position);
}

} // namespace workbench
