// How a Workbench keeps its workspace file, which other programs write, too.
#include "core/workbench/workbench_private.h"
#include "core/workbench/workspace_merge.h"

#include <QFile>

namespace workbench {
namespace {

/// A profile for each status, and a status for each profile.
template <typename Profile, typename Status>
void alignStatuses(const QList<Profile>& profiles, QHash<QString, Status>& statuses)
{
    for (const QString& name : statuses.keys()) {
        if (findByName(profiles, name) == profiles.end()) {
            statuses.remove(name);
        }
    }
    for (const Profile& profile : profiles) {
        if (!statuses.contains(profile.name)) {
            statuses.insert(profile.name, {});
        }
    }
}

/// What was removed elsewhere while it runs here stays.
template <typename Profile, typename IsRunning>
void keepRunning(const QList<Profile>& before, QList<Profile>& now, IsRunning isRunning)
{
    for (const Profile& profile : before) {
        if (findByName(now, profile.name) == now.end() && isRunning(profile.name)) {
            now.append(profile);
        }
    }
}

} // namespace

QString Workbench::Private::workspacePath() const
{
    return home + QStringLiteral("/workspace.json");
}

bool Workbench::Private::takeInWorkspace()
{
    const Result<Workspace> theirs = workspaceReadable && QFile::exists(workspacePath())
        ? readWorkspace(workspacePath())
        : writtenWorkspace;
    if (!theirs || isSameWorkspace(*theirs, writtenWorkspace)) {
        return false;
    }
    Workspace now = mergedWorkspace(writtenWorkspace, workspace, *theirs);
    keepRunning(workspace.servers, now.servers, [this](const QString& name) {
        const ServerState state = servers.value(name).state;
        return state == ServerState::Listening || state == ServerState::Starting;
    });
    keepRunning(workspace.clients, now.clients, [this](const QString& name) {
        const ClientStatus status = clients.value(name);
        return status.connecting || status.open;
    });
    writtenWorkspace = *theirs;
    if (isSameWorkspace(now, workspace)) {
        return false;
    }
    const QList<ServerProfile> before = std::exchange(workspace, now).servers;
    followAccess(before);
    alignStatuses(workspace.servers, servers);
    alignStatuses(workspace.clients, clients);
    lastResults.keepOnly(q->clientNames());
    return true;
}

/// It holds at once, whoever has set it.
void Workbench::Private::followAccess(const QList<ServerProfile>& before)
{
    for (const ServerProfile& server : std::as_const(workspace.servers)) {
        const auto was = findByName(before, server.name);
        if (was == before.end() || was->access == server.access) {
            continue;
        }
        inNetwork([name = server.name, access = server.access](NetworkEngine& target) {
            target.setServerAccess(name, access);
        });
        // Later: this one stands in the middle of reading or writing the file.
        QMetaObject::invokeMethod(
            q, [this, name = server.name] { Q_EMIT q->serverChanged(name); }, Qt::QueuedConnection);
    }
}

void Workbench::Private::followWorkspace()
{
    if (takeInWorkspace()) {
        Q_EMIT q->serversChanged();
        Q_EMIT q->clientsChanged();
    }
    workspaceWatcher.watch({workspacePath()});
}

Result<void> Workbench::Private::save()
{
    const QString path = workspacePath();
    if (!workspaceReadable || (QFile::exists(path) && !readWorkspace(path))) {
        // What cannot be read, from the start or since somebody wrote it, is put aside, not lost.
        QFile::remove(path + QStringLiteral(".unreadable"));
        QFile::rename(path, path + QStringLiteral(".unreadable"));
        workspaceReadable = true;
    }
    // Nor is what another program has written a moment ago.
    const bool hasMore = takeInWorkspace();
    Result<void> written = writeWorkspace(path, workspace);
    if (written) {
        writtenWorkspace = workspace;
        workspaceWatcher.watch({path});
    }
    if (hasMore) {
        Q_EMIT q->serversChanged();
        Q_EMIT q->clientsChanged();
    }
    return written;
}

} // namespace workbench
