#include "core/workbench/opened_stores.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace workbench {

struct OpenedStores::Place
{
    OpenedStore store;
    CertificateSourcePtr source; ///< null: the path is gone
    PathWatcher watcher;
    bool wasRead = false;
    int run = 0;
    std::shared_ptr<std::atomic<bool>> stopped; ///< of the run that is under way
    QList<StoreEntry> found; ///< by the run, in place of what was there before

    void stop() const
    {
        if (stopped) {
            *stopped = true;
        }
    }
};

OpenedStores::OpenedStores(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // one after the other: the disk is one too
    const Result<CertificateSourcePtr> system = openSource(QStringLiteral("system"));
    append((*system)->id(), *system);
}

OpenedStores::~OpenedStores()
{
    for (const auto& [id, place] : m_places) {
        place->stop();
    }
    m_pool.waitForDone();
}

QStringList OpenedStores::ids() const
{
    return m_ids;
}

OpenedStores::Place* OpenedStores::placeOf(const QString& id) const
{
    const auto found = m_places.find(id);
    return found == m_places.end() ? nullptr : found->second.get();
}

const OpenedStore* OpenedStores::find(const QString& id) const
{
    const Place* place = placeOf(id);
    return place == nullptr ? nullptr : &place->store;
}

void OpenedStores::append(const QString& id, CertificateSourcePtr source)
{
    auto place = std::make_unique<Place>();
    place->store.id = id;
    place->store.name = source ? source->name() : QFileInfo(id).fileName();
    place->store.place = source ? source->place() : id;
    place->store.kind = source ? source->kind() : SourceKind::File;
    place->source = std::move(source);
    Place* added = place.get();
    connect(&added->watcher, &PathWatcher::changed, this, [this, added] { read(*added); });
    m_places[id] = std::move(place);
    m_ids.append(id);
}

Result<QString> OpenedStores::open(const QString& path, const QByteArray& password)
{
    Result<CertificateSourcePtr> source = openSource(path, password);
    if (!source) {
        return fail(source.error());
    }
    const QString id = (*source)->id();
    if (Place* known = placeOf(id)) {
        known->source = *source;
        read(*known);
        return id;
    }
    append(id, *source);
    read(*placeOf(id));
    Q_EMIT listChanged();
    Q_EMIT pathsChanged();
    return id;
}

void OpenedStores::restore(const QStringList& paths)
{
    for (const QString& path : paths) {
        const Result<CertificateSourcePtr> source = openSource(path);
        if (placeOf(path) == nullptr) {
            append(path, source ? *source : nullptr);
            placeOf(path)->store.fault = source ? std::nullopt : std::optional(source.error());
        }
    }
    Q_EMIT listChanged();
}

void OpenedStores::close(const QString& id)
{
    Place* place = placeOf(id);
    if (place == nullptr || m_ids.indexOf(id) == 0) { // the system's cannot be closed
        return;
    }
    place->stop();
    m_places.erase(id);
    m_ids.removeAll(id);
    Q_EMIT listChanged();
    Q_EMIT pathsChanged();
}

void OpenedStores::need(const QString& id)
{
    Place* place = placeOf(id);
    if (place != nullptr && !place->wasRead && !place->store.reading) {
        read(*place);
    }
}

Result<KeyMaterial>
OpenedStores::load(const QString& id, const StoreEntry& entry, const QByteArray& password) const
{
    const Place* place = placeOf(id);
    if (place == nullptr || !place->source) {
        return fail({.code = ErrorCode::NotFound,
                     .message = tr("The store “%1” is not open.").arg(id),
                     .where = id});
    }
    return place->source->load(entry, password);
}

void OpenedStores::read(Place& place)
{
    place.stop();
    if (!place.source) { // it may have come back
        place.source = openSource(place.store.id).value_or(nullptr);
    }
    if (!place.source) {
        Q_EMIT storeChanged(place.store.id);
        return;
    }
    place.run = ++m_lastRun;
    place.stopped = std::make_shared<std::atomic<bool>>(false);
    place.found.clear();
    place.store.reading = true;
    place.store.done = 0;
    place.store.total = 0;
    place.store.faults.clear();
    place.store.fault.reset();
    const QString id = place.store.id;
    m_pool.start([this, id, run = place.run, source = place.source, stopped = place.stopped] {
        const Result<void> outcome = source->read([&](const SourceBatch& batch) {
            QMetaObject::invokeMethod(
                this, [this, id, run, batch] { add(id, run, batch); }, Qt::QueuedConnection);
            return !*stopped;
        });
        QMetaObject::invokeMethod(
            this, [this, id, run, outcome] { finish(id, run, outcome); }, Qt::QueuedConnection);
    });
}

void OpenedStores::add(const QString& id, int run, const SourceBatch& batch)
{
    Place* place = placeOf(id);
    if (place == nullptr || place->run != run) {
        return;
    }
    place->found += batch.entries;
    place->store.faults += batch.faults;
    place->store.done = batch.done;
    place->store.total = batch.total;
    if (!place->wasRead) { // what is read again stays as it was until all is there
        place->store.entries += batch.entries;
        Q_EMIT entriesAdded(id, batch.entries);
    }
}

void OpenedStores::finish(const QString& id, int run, const Result<void>& outcome)
{
    Place* place = placeOf(id);
    if (place == nullptr || place->run != run) {
        return;
    }
    place->store.reading = false;
    place->wasRead = true;
    std::sort(place->found.begin(), place->found.end(), comesBefore);
    place->store.entries = std::exchange(place->found, {});
    if (!outcome) {
        place->store.fault = outcome.error();
    }
    place->watcher.watch(place->source->watched());
    Q_EMIT storeChanged(id);
}

} // namespace workbench
