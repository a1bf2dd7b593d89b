#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace workbench {

/// Tells that files or folders were changed by whomever, once for changes that come together. What
/// was taken away and comes back is noticed through its folder.
class PathWatcher : public QObject
{
    Q_OBJECT

public:
    explicit PathWatcher(QObject* parent = nullptr);

    /// What is watched from now on. Of a folder: which files are in it, not what is written into
    /// them; so name those too, of which more than 1000 are left out. Again after every change.
    void watch(const QStringList& paths);

Q_SIGNALS:
    void changed();

private:
    QFileSystemWatcher m_watcher;
    QTimer m_wait;
};

} // namespace workbench
