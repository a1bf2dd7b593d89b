#pragma once

#include "core/certificates/store_entry.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

namespace workbench {

/// Gives names that no other has and that can be file names of a store, quickly also for thousands:
/// "shop", "shop 2", ….
class FreeNames
{
public:
    explicit FreeNames(const QList<StoreEntry>& entries); ///< their names are taken

    void add(const QString& taken) { m_taken.insert(taken); }

    /// The free name nearest to the wish; it is taken then.
    QString take(const QString& wish);

private:
    QSet<QString> m_taken;
    QHash<QString, int> m_numbers; ///< the last one given for a name
};

} // namespace workbench
