#include "core/workbench/resolution/unused_settings.h"
#include "core/workbench/server_changes.h"
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
    ServerStatus status = d->servers.value(name);
    const auto started = d->startedAs.constFind(name);
    const std::optional<ServerProfile> wanted = serverProfile(name);
    if (status.state == ServerState::Listening && started != d->startedAs.cend() && wanted) {
        status.waiting = waitingChanges(*started, *wanted);
    }
    return status;
}

void Workbench::startAutomaticServers()
{
    for (const ServerProfile& profile : QList(d->workspace.servers)) {
        if (profile.autostart) {
            static_cast<void>(startServer(profile.name));
        }
    }
}

Result<void> Workbench::addServer(const ServerProfile& profile)
{
    if (Result<void> checked = checkNewName(d->workspace.servers, profile.name); !checked) {
        return checked;
    }
    clearConnections(Role::Server, profile.name); // of a removed one
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
    }
    *position = profile;
    const bool startAgain = profile.name != name && d->moveServer(name, profile.name);
    d->inNetwork([name = profile.name, access = profile.access](NetworkEngine& engine) {
        engine.setServerAccess(name, access);
    });
    Result<void> saved = d->save();
    Q_EMIT serversChanged();
    Q_EMIT serverChanged(profile.name);
    if (startAgain) {
        static_cast<void>(startServer(profile.name)); // what keeps it from it stands in its status
    }
    return saved;
}

bool Workbench::Private::moveServer(const QString& name, const QString& newName)
{
    serversAtToken.remove(name);
    startedAs.remove(name);
    ServerStatus status = servers.take(name);
    const bool isRunning
        = status.state == ServerState::Listening || status.state == ServerState::Starting;
    if (isRunning) {
        status.state = ServerState::Stopped;
        status.trouble.reset();
    }
    servers.insert(newName, status);
    q->clearConnections(Role::Server, newName); // of a removed one
    keeper.rename(Role::Server, name, newName);
    inNetwork([name](NetworkEngine& target) { target.renameServer(name); });
    return isRunning;
}

Result<void> Workbench::setServerDeny(const QString& name, bool deny)
{
    std::optional<ServerProfile> profile = serverProfile(name);
    if (!profile) {
        return notFound(name);
    }
    profile->access.deny = deny;
    return changeServer(name, *profile);
}

Result<RemovedServer> Workbench::removeServer(const QString& name)
{
    const auto position = findByName(d->workspace.servers, name);
    if (position == d->workspace.servers.end()) {
        return notFound(name);
    }
    stopServer(name);
    RemovedServer removed {.profile = *position,
                           .place = position - d->workspace.servers.begin(),
                           .connections = d->servers.value(name).connections};
    d->workspace.servers.erase(position);
    d->servers.remove(name);
    d->startedAs.remove(name);
    const Result<void> saved = d->save();
    Q_EMIT serversChanged();
    return saved.map([&removed] { return removed; });
}

Result<void> Workbench::restoreServer(const RemovedServer& removed)
{
    const QString name = removed.profile.name;
    if (Result<void> checked = checkNewName(d->workspace.servers, name); !checked) {
        return checked;
    }
    insertAt(d->workspace.servers, removed.place, removed.profile);
    d->servers[name].connections = removed.connections;
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
    d->serversAtToken.remove(name); // whatever comes of an earlier start is not waited for
    // Before anybody is asked for the secret of something that is of no use.
    if (Result<void> used = checkUses(*profile); !used) {
        d->failServer(name, used.error());
        return used;
    }
    const Result<PreSharedKey> psk = d->preSharedKey(profile->pskIdentity, password);
    if (!psk) {
        d->failServer(name, psk.error());
        return fail(psk.error());
    }
    QStringList uris;
    const Result<ServerOptions> options
        = resolveServer(*profile, certificates(), d->orKept(password), *psk, noteTokens(uris));
    Result<void> ready = options ? checkTokensAreOpen(uris) : fail(options.error());
    if (!ready) {
        d->failServer(name, ready.error());
        return ready;
    }
    d->startedAs.insert(name, *profile);
    ServerStatus& status = d->servers[name];
    status.state = ServerState::Starting;
    status.fault.reset();
    Q_EMIT serverChanged(name);
    if (uris.isEmpty()) {
        d->listen(*options);
        return {};
    }
    const int job = ++d->lastJob;
    d->serversAtToken.insert(name, job);
    d->loadTokens(uris, [this, name, job, options = *options](const auto& loaded) {
        if (d->serversAtToken.value(name) != job) {
            return; // stopped or started anew meanwhile
        }
        d->serversAtToken.remove(name);
        if (!loaded) {
            d->failServer(name, loaded.error());
            return;
        }
        ServerOptions complete = options;
        QList<KeyMaterial> rest = *loaded;
        for (KeyMaterial& material : complete.certificates) {
            material = material.certificate ? material : rest.takeFirst();
        }
        // Whom it lets in may have been changed meanwhile, which then reached no server.
        complete.access = serverProfile(name).value_or(ServerProfile {}).access;
        d->listen(complete);
    });
    return {};
}

void Workbench::Private::listen(const ServerOptions& options)
{
    inNetwork([options](NetworkEngine& target) { target.startServer(options); });
}

void Workbench::Private::failServer(const QString& name, const Error& error)
{
    ServerStatus& status = servers[name];
    status.state = ServerState::Failed;
    status.fault = error;
    Q_EMIT q->serverChanged(name);
}

void Workbench::stopServer(const QString& name)
{
    if (d->serversAtToken.remove(name)) {
        d->servers[name].state = ServerState::Stopped;
        Q_EMIT serverChanged(name);
    }
    d->inNetwork([name](NetworkEngine& engine) { engine.stopServer(name); });
}

Result<void> Workbench::restartServer(const QString& name, const PasswordSource& password)
{
    return startServer(name, password); // the engine ends the running one first
}

void Workbench::sendFromServer(const QString& name, quint64 connection, const QByteArray& bytes)
{
    d->inNetwork([name, connection, bytes](NetworkEngine& engine) {
        engine.sendFromServer(name, connection, bytes);
    });
}

void Workbench::endServerConnection(const QString& name, quint64 connection)
{
    d->inNetwork([name, connection](NetworkEngine& engine) {
        engine.endServerConnection(name, connection);
    });
}

void Workbench::rekeyServerConnection(const QString& name, quint64 connection, Rekeying way)
{
    d->inNetwork([name, connection, way](NetworkEngine& engine) {
        engine.rekeyServerConnection(name, connection, way);
    });
}

QString Workbench::freeServerName(const QString& wish) const
{
    return freeNameIn(d->workspace.servers, wish);
}

} // namespace workbench
