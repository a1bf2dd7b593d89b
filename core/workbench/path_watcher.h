#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <memory>

namespace workbench {

/// Tells that files or folders were changed by whomever, once for changes that come together. What
/// was taken away and comes back is noticed through its folder.
class PathWatcher : public QObject
{
    Q_OBJECT

public:
    explicit PathWatcher(QObject* parent = nullptr);

    /// What is watched from now on. Of a folder: which files are in it, not what is written into
    /// them; so name those too, of which the system watches 1000. Where there are more, changed()
    /// comes from time to time, too. Again after every change. Returns whether something is watched
    /// that was not before: what happened to it until now, nobody has told.
    bool watch(const QStringList& paths);

    /// For tests.
    void setPollInterval(std::chrono::milliseconds interval) { m_poll.setInterval(interval); }

Q_SIGNALS:
    void changed(); ///< or may have

private:
    void notice();
    QFileSystemWatcher& watcher();

    std::unique_ptr<QFileSystemWatcher> m_watcher; ///< null: nothing was watched yet
    QTimer m_wait;
    QTimer m_poll; ///< runs while not all is watched
};

} // namespace workbench
