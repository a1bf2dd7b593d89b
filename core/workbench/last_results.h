#pragma once

#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

/// How the newest attempt of a client ended.
struct LastResult
{
    ConnectionResult result = ConnectionResult::Established;
    bool warned = false; ///< it worked, and there was something to say
    QDateTime time; ///< when it began, UTC

    bool operator==(const LastResult&) const = default;
};

/// The newest result of every client, in a file that outlives the program. A file that cannot be
/// read or written costs nothing but that memory.
class LastResults
{
public:
    void read(const QString& path); ///< replaces what is here
    /// What is to be written to path(), where something has changed since it was asked for.
    std::optional<QByteArray> takeUnwritten();

    /// It could not be written: takeUnwritten() gives it again.
    void noteUnwritten() { m_changed = true; }

    const QString& path() const { return m_path; } ///< where it was read from

    /// Of several connections of a client the newest counts, whichever is noted last.
    void note(const ConnectionRecord& record, const QList<Finding>& findings);
    void rename(const QString& name, const QString& newName);
    void restore(const QString& name, const LastResult& result); ///< what was removed
    void remove(const QString& name);
    void keepOnly(const QStringList& names); ///< forgets every other client

    std::optional<LastResult> find(const QString& name) const;

private:
    QString m_path;
    QHash<QString, LastResult> m_results;
    QHash<QString, quint64> m_noted; ///< id of the record that stands there; ids grow with time
    bool m_changed = false;
};

} // namespace workbench
