#include "core/workbench/path_watcher.h"

#include <QFileInfo>
#include <QSet>

namespace workbench {
namespace {

constexpr int kQuietMs = 150; // a program that writes does not stop for that long
constexpr std::chrono::seconds kPollInterval(30); // whoever hears of it compares in the background
constexpr qsizetype kMostPaths = 1000; // a user has so many watches in all (8192 on old systems)

} // namespace

PathWatcher::PathWatcher(QObject* parent)
    : QObject(parent)
{
    m_wait.setSingleShot(true);
    m_wait.setInterval(kQuietMs);
    m_poll.setInterval(kPollInterval);
    connect(&m_poll, &QTimer::timeout, this, &PathWatcher::notice);
    connect(&m_wait, &QTimer::timeout, this, &PathWatcher::changed);
}

void PathWatcher::notice()
{
    if (!m_wait.isActive()) { // not put off for ever by a program that writes all the time
        m_wait.start();
    }
}

/// Made when it is first wanted: each takes one of the few that the system has for a user, and time
/// while the program comes up.
QFileSystemWatcher& PathWatcher::watcher()
{
    if (m_watcher == nullptr) {
        m_watcher = std::make_unique<QFileSystemWatcher>();
        connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, &PathWatcher::notice);
        connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &PathWatcher::notice);
    }
    return *m_watcher;
}

bool PathWatcher::watch(const QStringList& paths)
{
    QFileSystemWatcher& system = watcher();
    const QStringList folders = system.directories();
    const QSet<QString> known(folders.begin(), folders.end());
    QSet<QString> wanted;
    for (const QString& path : paths.mid(0, kMostPaths)) {
        wanted.insert(path);
        // An editor puts a new file in place of the old one: that is seen in the folder.
        if (!known.contains(path)) {
            const QFileInfo info(path);
            const QString folder = info.absolutePath();
            if (known.contains(folder) || wanted.contains(folder) || !info.isDir()) {
                wanted.insert(folder);
            }
        }
    }
    if (paths.size() <= kMostPaths) {
        m_poll.stop();
    } else if (!m_poll.isActive()) {
        m_poll.start();
    }
    const QStringList watched = system.files() + folders;
    const QSet<QString> present(watched.begin(), watched.end());
    const QSet<QString> gone = present - wanted;
    const QSet<QString> added = wanted - present;
    if (!gone.isEmpty()) {
        system.removePaths(gone.values());
    }
    if (!added.isEmpty()) {
        system.addPaths(added.values());
    }
    return !added.isEmpty();
}

} // namespace workbench
