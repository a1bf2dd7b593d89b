// What a Workbench does to its store in another thread.
#include "core/workbench/workbench_private.h"

namespace workbench {

void Workbench::Private::startStoreJob(int number, StoreJobKind kind, const StoreWork& work)
{
    storeJobs.append({.number = number, .kind = kind, .work = work});
    // Later, as every outcome comes later: the caller does not know the number yet.
    QMetaObject::invokeMethod(
        q, [this] { runStoreJob(); }, Qt::QueuedConnection);
}

void Workbench::Private::runStoreJob()
{
    if (storeJobRuns || storeJobs.isEmpty()) {
        return;
    }
    storeJobRuns = true;
    if (store) {
        completeStore();
    }
    // Another object for the same folder does the work; what it has done is taken in afterwards.
    pool.start([this, job = storeJobs.first(), worker = q->certificates().apart()]() mutable {
        const auto progress = [this, &job](int done, int total) {
            QMetaObject::invokeMethod(
                q,
                [this, number = job.number, kind = job.kind, done, total] {
                    Q_EMIT q->storeJobProgress(number, kind, done, total);
                },
                Qt::QueuedConnection);
            return !job.cancelled->load();
        };
        const std::function<void()> finish = job.work(worker, progress);
        QMetaObject::invokeMethod(
            q, [this, finish] { finishStoreJob(finish); }, Qt::QueuedConnection);
    });
}

void Workbench::Private::finishStoreJob(const std::function<void()>& finish)
{
    storeJobRuns = false;
    Q_EMIT q->storeJobFinished(storeJobs.takeFirst().number);
    finish();
    runStoreJob();
    if (readAgain && !storeReader) {
        readStore(false);
    }
}

int Workbench::importCertificates(const QList<ImportItem>& items)
{
    const int job = ++d->lastJob;
    d->startStoreJob(job,
                     StoreJobKind::Import,
                     [this, job, items, isOpen = d->store.has_value()](
                         CertificateStore& worker, const ImportProgress& progress) {
                         const ImportOutcome outcome = isOpen
                             ? importItems(worker, items, progress)
                             : ImportOutcome {.faults = {notOpen(d->home).value()}};
                         return [this, job, outcome] {
                             QList<StoreEntry> written;
                             for (const ImportedEntry& one : outcome.entries) {
                                 if (one.outcome != ImportedEntry::Outcome::Present) {
                                     written.append(one.entry);
                                 }
                             }
                             d->takeOver(written);
                             Q_EMIT certificatesImported(job, outcome);
                         };
                     });
    return job;
}

int Workbench::undoImport(const QList<ImportedEntry>& imported)
{
    const int job = ++d->lastJob;
    d->startStoreJob(job,
                     StoreJobKind::UndoImport,
                     [this, job, imported, isOpen = d->store.has_value()](
                         CertificateStore& worker, const ImportProgress& progress) {
                         const ImportUndone undone = isOpen
                             ? workbench::undoImport(worker, imported, progress)
                             : ImportUndone {.faults = {notOpen(d->home).value()}};
                         return [this, job, undone] {
                             d->takeOver(undone.rewritten, undone.removed);
                             Q_EMIT importUndone(job, undone);
                         };
                     });
    return job;
}

void Workbench::cancelStoreJob(int job)
{
    for (const Private::StoreJob& one : std::as_const(d->storeJobs)) {
        if (one.number == job) {
            *one.cancelled = true;
        }
    }
}

void Workbench::Private::takeOver(const QList<StoreEntry>& written,
                                  const QList<StoreEntry>& removed)
{
    if (store && !(written.isEmpty() && removed.isEmpty())) {
        store->forget(removed);
        store->adopt(written);
        Q_EMIT q->certificatesChanged();
    }
}

} // namespace workbench
