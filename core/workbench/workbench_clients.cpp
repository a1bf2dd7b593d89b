#include "core/workbench/resolution/unused_settings.h"
#include "core/workbench/workbench_private.h"

namespace workbench {

QStringList Workbench::clientNames() const
{
    QStringList names;
    for (const ClientProfile& profile : std::as_const(d->workspace.clients)) {
        names.append(profile.name);
    }
    return names;
}

std::optional<ClientProfile> Workbench::clientProfile(const QString& name) const
{
    const auto position = findByName(std::as_const(d->workspace.clients), name);
    return position == d->workspace.clients.cend() ? std::nullopt
                                                   : std::optional<ClientProfile>(*position);
}

ClientStatus Workbench::clientStatus(const QString& name) const
{
    ClientStatus status = d->clients.value(name);
    status.former = d->lastResults.find(name);
    return status;
}

Result<void> Workbench::addClient(const ClientProfile& profile)
{
    if (Result<void> checked = checkNewName(d->workspace.clients, profile.name); !checked) {
        return checked;
    }
    clearConnections(Role::Client, profile.name); // of a removed one
    d->workspace.clients.append(profile);
    d->clients.insert(profile.name, {});
    Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved;
}

Result<void> Workbench::changeClient(const QString& name, const ClientProfile& profile)
{
    const auto position = findByName(d->workspace.clients, name);
    if (position == d->workspace.clients.end()) {
        return notFound(name);
    }
    if (profile.name != name) {
        if (Result<void> checked = checkNewName(d->workspace.clients, profile.name); !checked) {
            return checked;
        }
        d->moveClient(name, profile.name);
    }
    *position = profile;
    Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved;
}

/// An open connection ends, and is the last one of the client by its new name.
void Workbench::Private::moveClient(const QString& name, const QString& newName)
{
    clientsAtToken.remove(name);
    ClientStatus status = clients.take(name);
    status.connecting = false; // else its record says so
    status.repeated = 0;
    status.repetitions = 0;
    clients.insert(newName, status);
    lastResults.rename(name, newName);
    q->clearConnections(Role::Client, newName); // of a removed one
    keeper.rename(Role::Client, name, newName);
    inNetwork([name, newName](NetworkEngine& target) { target.renameClient(name, newName); });
}

Result<RemovedClient> Workbench::removeClient(const QString& name)
{
    const auto position = findByName(d->workspace.clients, name);
    if (position == d->workspace.clients.end()) {
        return notFound(name);
    }
    d->forgetClient(name);
    RemovedClient removed {.profile = *position,
                           .place = position - d->workspace.clients.begin(),
                           .result = d->lastResults.find(name)};
    d->workspace.clients.erase(position);
    d->clients.remove(name);
    d->lastResults.remove(name);
    const Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved.map([&removed] { return removed; });
}

Result<void> Workbench::restoreClient(const RemovedClient& removed)
{
    const QString name = removed.profile.name;
    if (Result<void> checked = checkNewName(d->workspace.clients, name); !checked) {
        return checked;
    }
    insertAt(d->workspace.clients, removed.place, removed.profile);
    d->clients[name].lastRecord = d->keeper.newestOf(Role::Client, name);
    if (removed.result) {
        d->lastResults.restore(name, *removed.result);
    }
    Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved;
}

Result<void> Workbench::connectClient(const QString& name, const PasswordSource& password)
{
    return d->beginClient(name, password, [](NetworkEngine& engine, const ClientOptions& options) {
        engine.connectClient(options);
    });
}

Result<void> Workbench::resumeClient(const QString& name, const PasswordSource& password)
{
    return d->beginClient(name, password, [](NetworkEngine& engine, const ClientOptions& options) {
        engine.resumeClient(options);
    });
}

Result<void> Workbench::repeatClient(const QString& name,
                                     int count,
                                     Milliseconds interval,
                                     const PasswordSource& password)
{
    const std::optional<ClientProfile> profile = clientProfile(name);
    if (Result<void> checked = profile ? checkNumberedFiles(*profile, count) : Result<void>();
        !checked) {
        d->failClient(name, checked.error());
        return checked;
    }
    return d->beginClient(
        name, password, [count, interval](NetworkEngine& engine, const ClientOptions& options) {
            engine.repeatClient(options, count, interval);
        });
}

Result<void> Workbench::Private::beginClient(const QString& name,
                                             const PasswordSource& password,
                                             const StartClient& start)
{
    completeStore();
    const std::optional<ClientProfile> profile = q->clientProfile(name);
    if (!profile) {
        return notFound(name);
    }
    clientsAtToken.remove(name); // whatever comes of an earlier start is not waited for
    // Before anybody is asked for the secret of something that is of no use.
    if (Result<void> used = checkUses(*profile); !used) {
        failClient(name, used.error());
        return used;
    }
    Result<SecretBytes> kept = proxyPassword(profile->proxy, password);
    const Result<PreSharedKey> psk = preSharedKey(profile->pskIdentity, password);
    if (!kept || !psk) {
        const Error& error = !kept ? kept.error() : psk.error();
        failClient(name, error);
        return fail(error);
    }
    QStringList uris;
    const Result<ClientOptions> options = resolveClient(*profile,
                                                        q->certificates(),
                                                        orKept(password),
                                                        {.psk = *psk, .proxyPassword = *kept},
                                                        noteTokens(uris));
    Result<void> ready = options ? checkTokensAreOpen(uris) : fail(options.error());
    if (!ready) {
        failClient(name, ready.error());
        return ready;
    }
    ClientStatus& status = clients[name];
    status.fault.reset();
    status.connecting = true;
    status.repeated = 0;
    status.repetitions = 0;
    Q_EMIT q->clientChanged(name);
    if (uris.isEmpty()) {
        inNetwork([start, options = *options](NetworkEngine& target) { start(target, options); });
        return {};
    }
    const int job = ++lastJob;
    clientsAtToken.insert(name, job);
    loadTokens(uris, [this, name, job, start, options = *options](const auto& loaded) {
        if (clientsAtToken.value(name) != job) {
            return; // cancelled or begun anew meanwhile
        }
        clientsAtToken.remove(name);
        if (!loaded) {
            clients[name].connecting = false;
            failClient(name, loaded.error());
            return;
        }
        ClientOptions complete = options;
        complete.credentials = loaded->first();
        inNetwork([start, complete](NetworkEngine& target) { start(target, complete); });
    });
    return {};
}

void Workbench::Private::failClient(const QString& name, const Error& error)
{
    clients[name].fault = error;
    Q_EMIT q->clientChanged(name);
}

/// Nobody has that name any more.
void Workbench::Private::forgetClient(const QString& name)
{
    leaveToken(name);
    inNetwork([name](NetworkEngine& target) { target.forgetClient(name); });
}

/// Ends an attempt that is still looking for its key.
void Workbench::Private::leaveToken(const QString& name)
{
    if (clientsAtToken.remove(name)) {
        clients[name].connecting = false;
        Q_EMIT q->clientChanged(name);
    }
}

void Workbench::cancelClient(const QString& name)
{
    d->leaveToken(name);
    d->inNetwork([name](NetworkEngine& engine) { engine.cancelClient(name); });
}

void Workbench::disconnectClient(const QString& name)
{
    d->leaveToken(name);
    d->inNetwork([name](NetworkEngine& engine) { engine.disconnectClient(name); });
}

void Workbench::closeSendingOfClient(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.closeSendingOfClient(name); });
}

void Workbench::breakOffClient(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.breakOffClient(name); });
}

void Workbench::rekeyClient(const QString& name, Rekeying way)
{
    d->inNetwork([name, way](NetworkEngine& engine) { engine.rekeyClient(name, way); });
}

void Workbench::sendFromClient(const QString& name, const QByteArray& bytes)
{
    d->inNetwork([name, bytes](NetworkEngine& engine) { engine.sendFromClient(name, bytes); });
}

void Workbench::sendFileFromClient(const QString& name, const QString& path)
{
    d->inNetwork([name, path](NetworkEngine& engine) { engine.sendFileFromClient(name, path); });
}

void Workbench::stopFileOfClient(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.stopFileOfClient(name); });
}

void Workbench::startTls(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.startTls(name); });
}

Result<int> Workbench::probeLegacy(const ClientProfile& profile,
                                   wire::LegacyVersion version,
                                   const PasswordSource& password)
{
    Result<SecretBytes> proxyPassword = d->proxyPassword(profile.proxy, password);
    if (!proxyPassword) {
        return fail(proxyPassword.error());
    }
    const Result<ClientOptions> options = resolveClient(
        probingProfile(profile), certificates(), {}, {.psk = {}, .proxyPassword = *proxyPassword});
    if (!options) {
        return fail(options.error());
    }
    const int number = ++d->lastJob;
    d->inNetwork([number, options = *options, version](NetworkEngine& engine) {
        engine.probeLegacy(number, options, version);
    });
    return number;
}

QString Workbench::freeClientName(const QString& wish) const
{
    return freeNameIn(d->workspace.clients, wish);
}

} // namespace workbench
