#include "core/workbench/opened_stores.h"

#include "core/certificates/stores/file_stamp.h"
#include "core/certificates/stores/platform_store.h"
#include "core/certificates/tokens/token_threads.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <iterator>
#include <utility>

namespace workbench {

/// One of the paths that a source is read from, as it was found.
struct SourceStamp
{
    QString path;
    FileStamp stamp;
    bool fresh = false; ///< a change at once after might not show in the stamp

    bool operator==(const SourceStamp& other) const
    {
        return path == other.path && stamp == other.stamp;
    }
};

namespace {

QList<SourceStamp> stampsOf(const CertificateSource& source)
{
    QList<SourceStamp> stamps;
    const QStringList paths = source.watched();
    for (const QString& path : paths) {
        const FileStamp stamp = stampOf(path);
        stamps.append({.path = path, .stamp = stamp, .fresh = isFresh(stamp)});
    }
    return stamps;
}

} // namespace

struct OpenedStores::Place
{
    OpenedStore store;
    CertificateSourcePtr source; ///< null: the path is gone
    PathWatcher watcher;
    bool wasRead = false;
    bool lookAgain = false; ///< something happened while it was being read
    QList<SourceStamp> stamps; ///< of what was read
    int run = 0;
    std::shared_ptr<std::atomic<bool>> stopped; ///< of the run that is under way
    QList<StoreEntry> found; ///< by the run, in place of what was there before

    void take(CertificateSourcePtr one)
    {
        source = std::move(one);
        if (source) { // what comes back under a path may be something else
            store.name = source->name();
            store.place = source->place();
            store.kind = source->kind();
        }
    }

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
    QStringList ids {QStringLiteral("system")};
    const QList<PlatformStore> stores = platformStores();
    for (const PlatformStore& store : stores) {
        ids.append(store.id);
    }
    for (const QString& id : std::as_const(ids)) {
        append(id, openSource(id).value_or(nullptr));
    }
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

QStringList OpenedStores::paths() const
{
    QStringList paths;
    std::copy_if(m_ids.begin(), m_ids.end(), std::back_inserter(paths), [this](const QString& id) {
        return placeOf(id)->store.kind != SourceKind::System;
    });
    return paths;
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
    place->store.name = QFileInfo(id).fileName();
    place->store.place = id;
    place->take(std::move(source));
    Place* added = place.get();
    connect(&added->watcher, &PathWatcher::changed, this, [this, added] {
        look(*added, Cause::Noticed);
    });
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
        known->take(*source);
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
    if (place == nullptr || place->store.kind == SourceKind::System) { // not a person's to close
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
    // A token that was missing may have been plugged in; nothing tells.
    const bool wasMissing = place != nullptr && place->store.kind == SourceKind::Token
        && place->store.fault && place->store.fault->code == ErrorCode::NotFound;
    if (place != nullptr && (!place->wasRead || wasMissing) && !place->store.reading) {
        read(*place);
    }
}

QList<PoolPlace> OpenedStores::places()
{
    QList<PoolPlace> places;
    const QStringList opened = paths();
    for (const QString& id : opened) {
        // Once: who listens to storeChanged() asks here, and would look for what is missing again.
        if (Place* place = placeOf(id); place->source && !place->wasRead && !place->store.reading) {
            read(*place);
        }
        const OpenedStore& store = placeOf(id)->store;
        if (!store.entries.isEmpty()) {
            places.append({.name = store.name, .entries = store.entries});
        }
    }
    return places;
}

Result<CertificateSourcePtr> OpenedStores::source(const QString& id) const
{
    const Place* place = placeOf(id);
    if (place == nullptr || !place->source) {
        return fail({.code = ErrorCode::NotFound,
                     .message = tr("The store “%1” is not open.").arg(id),
                     .where = id});
    }
    return place->source;
}

void OpenedStores::read(Place& place)
{
    place.stop();
    if (!place.source) { // it may have come back
        place.take(openSource(place.store.id).value_or(nullptr));
    }
    if (!place.source) {
        Q_EMIT storeChanged(place.store.id);
        return;
    }
    place.lookAgain = false;
    place.run = ++m_lastRun;
    place.stopped = std::make_shared<std::atomic<bool>>(false);
    place.found.clear();
    if (!place.wasRead) { // what a run that was broken off has brought
        place.store.entries.clear();
    }
    place.store.reading = true;
    place.store.done = 0;
    place.store.total = 0;
    place.store.faults.clear();
    place.store.fault.reset();
    const QString id = place.store.id;
    if (place.source->kind() == SourceKind::Token) {
        readToken(place);
        return;
    }
    m_pool.start([this, id, run = place.run, source = place.source, stopped = place.stopped] {
        // Before it is read: what changes from now on is another state.
        const QList<SourceStamp> stamps = stampsOf(*source);
        const Result<void> outcome = source->read([&](const SourceBatch& batch) {
            QMetaObject::invokeMethod(
                this, [this, id, run, batch] { add(id, run, batch); }, Qt::QueuedConnection);
            return !*stopped;
        });
        QMetaObject::invokeMethod(
            this,
            [this, id, run, outcome, stamps] { finish(id, run, outcome, stamps); },
            Qt::QueuedConnection);
    });
}

/// All at once, and where nothing waits for it: a token may take any time to answer.
void OpenedStores::readToken(const Place& place)
{
    struct Answer
    {
        Result<QList<StoreEntry>> entries;
        QList<Error> faults;
    };

    inTokenThread(
        this,
        [source = place.source] {
            Answer answer;
            answer.entries = readAll(*source, &answer.faults);
            return answer;
        },
        [this, id = place.store.id, run = place.run](const Answer& answer) {
            add(id,
                run,
                {.entries = answer.entries.value_or(QList<StoreEntry>()),
                 .faults = answer.faults,
                 .done = 1,
                 .total = 1});
            finish(id, run, answer.entries.map([](const QList<StoreEntry>&) {}), {});
        });
}

/// Something happened where it lies: in a folder that others write to that is mostly something
/// else.
void OpenedStores::look(Place& place, Cause cause)
{
    if (place.store.reading) {
        place.lookAgain = true; // a run that is stopped for each change would never end
        return;
    }
    if (!place.source) {
        read(place);
        return;
    }
    m_pool.start([this,
                  id = place.store.id,
                  run = place.run,
                  source = place.source,
                  known = place.stamps,
                  cause] {
        const bool mayHide = cause == Cause::Noticed
            && std::any_of(known.begin(), known.end(), [](const SourceStamp& one) {
                                 return one.fresh;
                             });
        const bool isSame = !mayHide && stampsOf(*source) == known;
        QMetaObject::invokeMethod(
            this,
            [this, id, run, isSame] {
                Place* found = placeOf(id);
                if (!isSame && found != nullptr && found->run == run && !found->store.reading) {
                    read(*found);
                }
            },
            Qt::QueuedConnection);
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

void OpenedStores::finish(const QString& id,
                          int run,
                          const Result<void>& outcome,
                          const QList<SourceStamp>& stamps)
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
    place->stamps = stamps;
    QStringList paths; // listing a folder anew would take this thread's time
    for (const SourceStamp& stamp : stamps) {
        paths.append(stamp.path);
    }
    const bool watchesMore = place->watcher.watch(paths);
    const bool noticed = std::exchange(place->lookAgain, false);
    if (noticed || watchesMore) {
        look(*place, noticed ? Cause::Noticed : Cause::Unwatched);
    }
    Q_EMIT storeChanged(id);
}

} // namespace workbench
