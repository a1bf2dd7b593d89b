#include "core/workbench/workbench_private.h"

namespace workbench {

QStringList Workbench::serverNames() const
{
    QStringList names;
    for (const ServerProfile& profile : std::as_const(d->workspace.servers)) {
        names.append(profile.name);
    }
    return names;
}

std::optional<ServerProfile> Workbench::serverProfile(const QString& name) const
{
    const auto position = findByName(std::as_const(d->workspace.servers), name);
    return position == d->workspace.servers.cend() ? std::nullopt
                                                   : std::optional<ServerProfile>(*position);
}

ServerStatus Workbench::serverStatus(const QString& name) const
{
    return d->servers.value(name);
}

Result<void> Workbench::addServer(const ServerProfile& profile)
{
    if (Result<void> checked = checkNewName(d->workspace.servers, profile.name); !checked) {
        return checked;
    }
    d->workspace.servers.append(profile);
    d->servers.insert(profile.name, {});
    Result<void> saved = d->save();
    Q_EMIT serversChanged();
    return saved;
}

Result<void> Workbench::changeServer(const QString& name, const ServerProfile& profile)
{
    const auto position = findByName(d->workspace.servers, name);
    if (position == d->workspace.servers.end()) {
        return notFound(name);
    }
    if (profile.name != name) {
        if (Result<void> checked = checkNewName(d->workspace.servers, profile.name); !checked) {
            return checked;
        }
        stopServer(name); // its connections keep the name they were made under
        d->servers.remove(name);
        d->servers.insert(profile.name, {});
    }
    *position = profile;
    Result<void> saved = d->save();
    Q_EMIT serversChanged();
    return saved;
}

Result<void> Workbench::removeServer(const QString& name)
{
    const auto position = findByName(d->workspace.servers, name);
    if (position == d->workspace.servers.end()) {
        return notFound(name);
    }
    stopServer(name);
    d->workspace.servers.erase(position);
    d->servers.remove(name);
    Result<void> saved = d->save();
    Q_EMIT serversChanged();
    return saved;
}

Result<void> Workbench::startServer(const QString& name, const PasswordSource& password)
{
    d->completeStore();
    const std::optional<ServerProfile> profile = serverProfile(name);
    if (!profile) {
        return notFound(name);
    }
    ServerStatus& status = d->servers[name];
    const Result<ServerOptions> options
        = resolveServer(*profile, certificates(), d->orKept(password));
    if (!options) {
        status.state = ServerState::Failed;
        status.fault = options.error();
        Q_EMIT serverChanged(name);
        return fail(options.error());
    }
    status.state = ServerState::Starting;
    status.fault.reset();
    Q_EMIT serverChanged(name);
    d->inNetwork([options = *options](NetworkEngine& engine) { engine.startServer(options); });
    return {};
}

void Workbench::stopServer(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.stopServer(name); });
}

Result<void> Workbench::restartServer(const QString& name, const PasswordSource& password)
{
    return startServer(name, password); // the engine ends the running one first
}

QString Workbench::freeServerName(const QString& wish) const
{
    return freeNameIn(d->workspace.servers, wish);
}

} // namespace workbench
