#pragma once

#include "core/workbench/workbench.h"

#include <QHash>
#include <QList>

#include <map>
#include <set>

namespace workbench {

/// The connections that are kept, up to a budget of memory: the oldest closed ones are let go
/// first.
class RecordKeeper
{
public:
    explicit RecordKeeper(qint64 budgetBytes);

    /// Adds or replaces by id; returns what is kept now, which belongs to whoever has the records
    /// since rename(), whatever name it comes under.
    ObservedConnection put(const ObservedConnection& connection);
    /// Gives an owner's records to another one, with those that still come under the old name until
    /// endRenaming().
    void rename(Role role, const QString& from, const QString& to);
    /// From now on new records under that name are of somebody else.
    void endRenaming(Role role, const QString& from);
    /// Lets the oldest closed ones go until the budget holds; returns their ids.
    QList<quint64> trim();
    /// Removes the closed connections of one owner; returns their ids.
    QList<quint64> clear(Role role, const QString& name);
    bool hasClosed(Role role, const QString& name) const; ///< that clear() would remove

    const ObservedConnection* find(quint64 id) const;
    QList<ObservedConnection> ofOwner(Role role, const QString& name) const; ///< oldest first
    quint64 newestOf(Role role, const QString& name) const; ///< 0: none

    qint64 bytes() const { return m_bytes; }

    int count() const { return static_cast<int>(m_kept.size()); }

    int dropped() const { return m_dropped; }

    qint64 budgetBytes() const { return m_budgetBytes; }

    void setBudgetBytes(qint64 bytes) { m_budgetBytes = bytes; }

private:
    using Owner = std::pair<Role, QString>;

    struct Kept
    {
        ObservedConnection connection;
        qint64 bytes = 0;
    };

    /// As it is to be kept.
    ObservedConnection underItsName(const ObservedConnection& connection) const;
    void remove(std::map<quint64, Kept>::iterator position);

    qint64 m_budgetBytes;
    qint64 m_bytes = 0;
    int m_dropped = 0;
    std::map<quint64, Kept> m_kept; ///< ids grow with time
    std::map<Owner, std::set<quint64>> m_ofOwner;
    std::map<Owner, QString> m_renamed; ///< old name → new one, while records may come under both
};

} // namespace workbench
