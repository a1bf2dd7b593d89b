#include "core/workbench/record_keeper.h"

#include <algorithm>

namespace workbench {
namespace {

bool isUnderWay(const ConnectionRecord& record)
{
    return record.open || record.result == ConnectionResult::InProgress;
}

ObservedConnection named(const ObservedConnection& connection, const QString& name)
{
    if (connection.record->name == name) {
        return connection;
    }
    auto record = std::make_shared<ConnectionRecord>(*connection.record);
    record->name = name;
    return {.record = std::move(record), .findings = connection.findings};
}

} // namespace

RecordKeeper::RecordKeeper(qint64 budgetBytes)
    : m_budgetBytes(budgetBytes)
{ }

ObservedConnection RecordKeeper::underItsName(const ObservedConnection& connection) const
{
    const ConnectionRecord& record = *connection.record;
    if (const auto kept = m_kept.find(record.id); kept != m_kept.end()) {
        return named(connection, kept->second.connection.record->name);
    }
    const auto renamed = m_renamed.find({record.role, record.name});
    return renamed == m_renamed.end() ? connection : named(connection, renamed->second);
}

ObservedConnection RecordKeeper::put(const ObservedConnection& received)
{
    ObservedConnection connection = underItsName(received);
    const ConnectionRecord& record = *connection.record;
    Kept& kept = m_kept[record.id];
    const qint64 bytes = record.approximateBytes();
    m_bytes += bytes - kept.bytes;
    kept = {connection, bytes};
    m_ofOwner[{record.role, record.name}].insert(record.id);
    return connection;
}

void RecordKeeper::rename(Role role, const QString& from, const QString& to)
{
    for (auto& renamed : m_renamed) {
        if (renamed.first.first == role && renamed.second == from) {
            renamed.second = to;
        }
    }
    m_renamed[{role, from}] = to;
    m_renamed.erase({role, to});
    const auto owner = m_ofOwner.find({role, from});
    if (owner == m_ofOwner.end()) {
        return;
    }
    const std::set<quint64> ids = owner->second;
    m_ofOwner.erase(owner);
    m_ofOwner[{role, to}].insert(ids.begin(), ids.end());
    for (const quint64 id : ids) {
        ObservedConnection& connection = m_kept.at(id).connection;
        connection = named(connection, to);
    }
}

void RecordKeeper::endRenaming(Role role, const QString& from)
{
    m_renamed.erase({role, from});
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

bool RecordKeeper::hasClosed(Role role, const QString& name) const
{
    const auto owner = m_ofOwner.find({role, name});
    return owner != m_ofOwner.end()
        && std::any_of(owner->second.begin(), owner->second.end(), [this](quint64 id) {
               return !isUnderWay(*m_kept.at(id).connection.record);
           });
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
