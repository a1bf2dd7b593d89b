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
    return d->clients.value(name);
}

Result<void> Workbench::addClient(const ClientProfile& profile)
{
    if (Result<void> checked = checkNewName(d->workspace.clients, profile.name); !checked) {
        return checked;
    }
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
        disconnectClient(name);
        d->clients.remove(name);
        d->clients.insert(profile.name, {});
    }
    *position = profile;
    Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved;
}

Result<void> Workbench::removeClient(const QString& name)
{
    const auto position = findByName(d->workspace.clients, name);
    if (position == d->workspace.clients.end()) {
        return notFound(name);
    }
    disconnectClient(name);
    d->workspace.clients.erase(position);
    d->clients.remove(name);
    Result<void> saved = d->save();
    Q_EMIT clientsChanged();
    return saved;
}

Result<void> Workbench::connectClient(const QString& name, const PasswordSource& password)
{
    d->completeStore();
    const std::optional<ClientProfile> profile = clientProfile(name);
    if (!profile) {
        return notFound(name);
    }
    ClientStatus& status = d->clients[name];
    const Result<ClientOptions> options
        = resolveClient(*profile, certificates(), d->orKept(password));
    if (!options) {
        status.fault = options.error();
        Q_EMIT clientChanged(name);
        return fail(options.error());
    }
    status.fault.reset();
    status.connecting = true;
    Q_EMIT clientChanged(name);
    d->inNetwork([options = *options](NetworkEngine& engine) { engine.connectClient(options); });
    return {};
}

void Workbench::cancelClient(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.cancelClient(name); });
}

void Workbench::disconnectClient(const QString& name)
{
    d->inNetwork([name](NetworkEngine& engine) { engine.disconnectClient(name); });
}

void Workbench::sendFromClient(const QString& name, const QByteArray& bytes)
{
    d->inNetwork([name, bytes](NetworkEngine& engine) { engine.sendFromClient(name, bytes); });
}

QString Workbench::freeClientName(const QString& wish) const
{
    return freeNameIn(d->workspace.clients, wish);
}

} // namespace workbench
