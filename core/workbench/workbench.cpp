#include "core/base/atomic_file.h"
#include "core/workbench/workbench_private.h"

#include <QDir>
#include <QTimer>

#include <chrono>

namespace workbench {

void Workbench::Private::startNetwork()
{
    engine = new NetworkEngine;
    engine->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, engine, &QObject::deleteLater);
    QObject::connect(engine,
                     &NetworkEngine::connectionsChanged,
                     q,
                     [this](const QList<ObservedConnection>& batch) { onBatch(batch); });
    QObject::connect(engine, &NetworkEngine::renamed, q, [this](Role role, const QString& oldName) {
        keeper.endRenaming(role, oldName);
    });
    listenToServers();
    listenToClients();
    thread.setObjectName(QStringLiteral("network"));
    thread.start();
}

void Workbench::Private::listenToServers()
{
    QObject::connect(
        engine,
        &NetworkEngine::serverListening,
        q,
        [this](const QString& name, const QList<QHostAddress>& addresses, quint16 port) {
            noteServer(name, [&addresses, port](ServerStatus& status) {
                status.state = ServerState::Listening;
                status.addresses = addresses;
                status.port = port;
                status.reachableFromOutside
                    = !std::all_of(addresses.begin(), addresses.end(), [](const auto& one) {
                          return one.isLoopback();
                      });
                status.fault.reset();
                status.trouble.reset();
            });
        });
    QObject::connect(
        engine, &NetworkEngine::serverTroubled, q, [this](const QString& name, const Error& error) {
            noteServer(name, [&error](ServerStatus& status) { status.trouble = error; });
        });
    QObject::connect(engine, &NetworkEngine::serverRecovered, q, [this](const QString& name) {
        noteServer(name, [](ServerStatus& status) { status.trouble.reset(); });
    });
    QObject::connect(
        engine, &NetworkEngine::serverFailed, q, [this](const QString& name, const Error& error) {
            noteServer(name, [&error](ServerStatus& status) {
                status.state = ServerState::Failed;
                status.fault = error;
            });
        });
    QObject::connect(engine, &NetworkEngine::serverStopped, q, [this](const QString& name) {
        noteServer(name, [](ServerStatus& status) {
            status.state = ServerState::Stopped;
            status.trouble.reset();
        });
    });
    QObject::connect(engine, &NetworkEngine::serverRefused, q, &Workbench::serverRefused);
}

void Workbench::Private::listenToClients()
{
    QObject::connect(engine,
                     &NetworkEngine::clientNotStarted,
                     q,
                     [this](const QString& name, const Error& error) {
                         if (clients.contains(name)) {
                             clients[name].connecting = false;
                             failClient(name, error);
                         }
                     });
    QObject::connect(engine, &NetworkEngine::clientRefused, q, &Workbench::clientRefused);
    QObject::connect(engine, &NetworkEngine::legacyProbed, q, &Workbench::legacyProbed);
    QObject::connect(engine,
                     &NetworkEngine::repetitionProgressed,
                     q,
                     [this](const QString& name, int done, int total) {
                         const auto status = clients.find(name);
                         if (status != clients.end()) {
                             status->repeated = done;
                             status->repetitions = total;
                             Q_EMIT q->clientChanged(name);
                         }
                     });
    QObject::connect(engine,
                     &NetworkEngine::repetitionEnded,
                     q,
                     [this](const QString& name,
                            const Repetition& repetition,
                            int total,
                            const std::optional<Error>& fault) {
                         const auto status = clients.find(name);
                         if (status != clients.end()) {
                             status->repeated = 0;
                             status->repetitions = 0;
                             Q_EMIT q->clientChanged(name);
                         }
                         Q_EMIT q->repetitionEnded(name, repetition, total, fault);
                     });
}

/// In the background: on a slow disk it takes long, and it happens every second.
void Workbench::Private::writeLastResults()
{
    if (writingLastResults) {
        lastResultsTimer.start(); // whichever is written last has to be the newest
        return;
    }
    const std::optional<QByteArray> content = lastResults.takeUnwritten();
    if (!content) {
        return;
    }
    writingLastResults = true;
    pool.start([this, path = lastResults.path(), content = *content] {
        const bool written = writeFileAtomically(path, content).has_value();
        QMetaObject::invokeMethod(
            q,
            [this, written] {
                writingLastResults = false;
                if (!written) {
                    lastResults.noteUnwritten();
                }
            },
            Qt::QueuedConnection);
    });
}

void Workbench::Private::count(const ObservedConnection& now, const ObservedConnection* before)
{
    const ConnectionRecord& record = *now.record;
    if (record.role == Role::Server) {
        const auto status = servers.find(record.name);
        if (status != servers.end()) {
            status->connections.note(now, before, std::chrono::steady_clock::now());
        }
        return;
    }
    const auto status = clients.find(record.name);
    if (status == clients.end()) {
        return;
    }
    status->stood = status->stood || record.result == ConnectionResult::Established;
    if (record.id >= status->lastRecord) {
        status->lastRecord = record.id;
        status->connecting = record.result == ConnectionResult::InProgress;
        status->open = record.open;
    }
}

void Workbench::Private::onBatch(const QList<ObservedConnection>& received)
{
    QList<ObservedConnection> batch;
    batch.reserve(received.size());
    QStringList changedServers;
    QStringList changedClients;
    for (const ObservedConnection& observed : received) {
        const ObservedConnection* const found = keeper.find(observed.record->id);
        const std::optional<ObservedConnection> before
            = found == nullptr ? std::nullopt : std::optional<ObservedConnection>(*found);
        const ObservedConnection connection = keeper.put(observed);
        const ConnectionRecord& record = *connection.record;
        batch.append(connection);
        count(connection, before ? &*before : nullptr);
        forgetRefusedPassword(connection);
        if (clients.contains(record.name)) {
            lastResults.note(record, connection.findings);
            if (!lastResultsTimer.isActive()) {
                lastResultsTimer.start();
            }
        }
        QStringList& names = record.role == Role::Server ? changedServers : changedClients;
        if (!names.contains(record.name)) {
            names.append(record.name);
        }
    }
    Q_EMIT q->connectionsChanged(batch);
    for (const QString& name : std::as_const(changedServers)) {
        Q_EMIT q->serverChanged(name);
    }
    for (const QString& name : std::as_const(changedClients)) {
        Q_EMIT q->clientChanged(name);
    }
    if (const QList<quint64> gone = keeper.trim(); !gone.isEmpty()) {
        Q_EMIT q->connectionsDropped(gone);
    }
}

Workbench::Workbench(const QString& home, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    qRegisterMetaType<QList<workbench::ObservedConnection>>();
    qRegisterMetaType<QHostAddress>();
    qRegisterMetaType<QList<QHostAddress>>();
    qRegisterMetaType<Repetition>();
    qRegisterMetaType<std::optional<Error>>();
    d->home = home;
    connect(&d->stores, &OpenedStores::pathsChanged, this, [this] {
        d->workspace.stores = d->stores.paths();
        static_cast<void>(d->save());
    });
    connect(&d->storeWatcher, &PathWatcher::changed, this, [this] { d->readStore(false); });
    connect(this, &Workbench::certificatesChanged, this, [this] { d->readRevocations(); });
    connect(&d->workspaceWatcher, &PathWatcher::changed, this, [this] { d->followWorkspace(); });
    constexpr std::chrono::milliseconds kWriteAfter(1000);
    d->lastResultsTimer.setSingleShot(true);
    d->lastResultsTimer.setInterval(kWriteAfter);
    connect(&d->lastResultsTimer, &QTimer::timeout, this, [this] { d->writeLastResults(); });
    d->startNetwork();
}

Workbench::~Workbench()
{
    d->stopReading = true;
    for (const Private::StoreJob& job : std::as_const(d->storeJobs)) {
        *job.cancelled = true;
    }
    d->pool.waitForDone();
    QMetaObject::invokeMethod(
        d->engine, [engine = d->engine] { engine->shutDown(); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(
        d->engine, [thread = &d->thread] { thread->quit(); }, Qt::QueuedConnection);
    d->thread.wait();
    if (const std::optional<QByteArray> content = d->lastResults.takeUnwritten()) {
        static_cast<void>(writeFileAtomically(d->lastResults.path(), *content));
    }
}

Result<void> Workbench::open()
{
    if (!QDir().mkpath(d->home)) {
        return fail({.code = ErrorCode::PermissionDenied,
                     .message = tr("The folder cannot be made."),
                     .remedy = tr("Choose another one with --home."),
                     .where = d->home});
    }
    if (Result<void> opened = d->openStore(); !opened) {
        return opened;
    }
    Q_EMIT certificatesChanged();
    // Read once in the background, so that the first handshake need not pay for it; not at once,
    // since a window that opens at the same time would.
    constexpr std::chrono::milliseconds kAfterOpening(500);
    QTimer::singleShot(kAfterOpening, this, [this] {
        d->pool.start([] { static_cast<void>(TrustAnchors::system()); });
    });
    const Result<Workspace> workspace = readWorkspace(d->workspacePath());
    if (!workspace) {
        d->workspaceReadable = false;
        return fail(workspace.error());
    }
    d->workspace = *workspace;
    d->writtenWorkspace = *workspace;
    d->workspaceWatcher.watch({d->workspacePath()});
    d->lastResults.read(d->home + QStringLiteral("/last-results.json"));
    for (const ServerProfile& profile : std::as_const(d->workspace.servers)) {
        d->servers.insert(profile.name, {});
    }
    for (const ClientProfile& profile : std::as_const(d->workspace.clients)) {
        d->clients.insert(profile.name, {});
    }
    d->lastResults.keepOnly(clientNames());
    d->stores.restore(d->workspace.stores);
    Q_EMIT serversChanged();
    Q_EMIT clientsChanged();
    return {};
}

QString Workbench::home() const
{
    return d->home;
}

QList<ObservedConnection> Workbench::connections(Role role, const QString& name) const
{
    return d->keeper.ofOwner(role, name);
}

std::optional<ObservedConnection> Workbench::connection(quint64 id) const
{
    const ObservedConnection* found = d->keeper.find(id);
    return found == nullptr ? std::nullopt : std::optional<ObservedConnection>(*found);
}

void Workbench::clearConnections(Role role, const QString& name)
{
    if (const QList<quint64> gone = d->keeper.clear(role, name); !gone.isEmpty()) {
        Q_EMIT connectionsDropped(gone);
    }
}

bool Workbench::hasClosedConnections(Role role, const QString& name) const
{
    return d->keeper.hasClosed(role, name);
}

qint64 Workbench::keptBytes() const
{
    return d->keeper.bytes();
}

int Workbench::keptConnections() const
{
    return d->keeper.count();
}

int Workbench::droppedConnections() const
{
    return d->keeper.dropped();
}

qint64 Workbench::budgetBytes() const
{
    return d->keeper.budgetBytes();
}

void Workbench::setBudgetBytes(qint64 bytes)
{
    d->keeper.setBudgetBytes(bytes);
    if (const QList<quint64> gone = d->keeper.trim(); !gone.isEmpty()) {
        Q_EMIT connectionsDropped(gone);
    }
}

} // namespace workbench
