#pragma once

#include <QFileInfo>
#include <QMultiHash>
#include <QString>
#include <QStringList>

namespace workbench {

/// Paths of files that are there or are about to be, found whatever the case of their letters; made
/// once for many searches.
class TakenPaths
{
public:
    void add(const QString& path) { m_byFolded.insert(path.toCaseFolded(), path); }

    bool contains(const QString& path) const
    {
        return m_byFolded.contains(path.toCaseFolded(), path);
    }

    /// Names of files whose paths differ from this one at most in case.
    QStringList namesLike(const QString& path) const
    {
        QStringList names;
        for (const QString& taken : m_byFolded.values(path.toCaseFolded())) {
            names.append(QFileInfo(taken).fileName());
        }
        return names;
    }

private:
    QMultiHash<QString, QString> m_byFolded;
};

} // namespace workbench
