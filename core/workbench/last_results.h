#pragma once

#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QHash>
#include <QString>

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
    void write(); ///< to where it was read from, when something has changed

    void note(const ConnectionRecord& record, const QList<Finding>& findings);
    void rename(const QString& name, const QString& newName);
    void remove(const QString& name);

    std::optional<LastResult> find(const QString& name) const;

private:
    QString m_path;
    QHash<QString, LastResult> m_results;
    bool m_changed = false;
};

} // namespace workbench
