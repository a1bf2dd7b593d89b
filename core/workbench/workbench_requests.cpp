#include "core/workbench/workbench_private.h"

namespace workbench {

QList<PendingRequest> Workbench::pendingRequests(QList<Error>* faults) const
{
    return d->store ? PendingRequests(d->store->folder()).list(faults) : QList<PendingRequest>();
}

Result<QByteArray> Workbench::requestPem(const QString& name) const
{
    return d->store ? PendingRequests(d->store->folder()).find(name).and_then(PendingRequests::pem)
                    : notFound(name);
}

Result<PendingRequest> Workbench::addRequest(const QString& name,
                                             const SigningRequestPtr& request,
                                             const std::shared_ptr<EVP_PKEY>& key,
                                             const QByteArray& keyPassword)
{
    if (!d->store) {
        return notFound(name);
    }
    Result<PendingRequest> added
        = PendingRequests(d->store->folder()).add(name, request.get(), key, keyPassword);
    if (added) {
        Q_EMIT requestsChanged();
    }
    return added;
}

int Workbench::addRequests(const QList<NewRequest>& requests)
{
    const int job = ++d->lastJob;
    d->startStoreJob(
        job,
        StoreJobKind::AddRequests,
        [this, job, requests, isOpen = d->store.has_value()](CertificateStore& worker,
                                                             const ImportProgress& progress) {
            const RequestsAdded outcome = isOpen
                ? PendingRequests(worker.folder()).addTogether(worker, requests, progress)
                : RequestsAdded {.faults = {notOpen(d->home).value()}};
            return [this, job, outcome] {
                if (!outcome.added.isEmpty()) {
                    Q_EMIT requestsChanged();
                }
                Q_EMIT requestsAdded(job, outcome);
            };
        });
    return job;
}

Result<StoreEntry> Workbench::completeRequest(const QString& certificate,
                                              QList<PendingRequest>& waiting,
                                              const QByteArray& keyPassword)
{
    Result<StoreEntry> entry = certificates().find(certificate, CertificateLookup::Name);
    if (!entry || !d->store) {
        return entry;
    }
    const qsizetype before = waiting.size();
    Result<StoreEntry> completed
        = PendingRequests(d->store->folder()).complete(*d->store, *entry, waiting, keyPassword);
    if (completed && completed->hasPrivateKey != entry->hasPrivateKey) {
        Q_EMIT certificatesChanged();
    }
    if (waiting.size() != before) {
        Q_EMIT requestsChanged();
    }
    return completed;
}

int Workbench::completeRequests(const QList<StoreEntry>& entries)
{
    const int job = ++d->lastJob;
    QHash<QByteArray, SecretBytes> passphrases;
    for (const StoreEntry& entry : entries) {
        QByteArray kept = d->passphrases.find(entry.facts.spkiSha256);
        if (!kept.isEmpty()) {
            passphrases.insert(entry.facts.spkiSha256, SecretBytes(std::move(kept)));
        }
    }
    d->startStoreJob(job,
                     StoreJobKind::CompleteRequests,
                     [this, job, entries, passphrases, isOpen = d->store.has_value()](
                         CertificateStore& worker, const ImportProgress& progress) {
                         const RequestsCompleted outcome = isOpen
                             ? PendingRequests(worker.folder())
                                   .completeTogether(worker, entries, passphrases, progress)
                             : RequestsCompleted {.faults = {notOpen(d->home).value()}};
                         return [this, job, outcome] {
                             d->takeOver(outcome.completed);
                             if (!outcome.completed.isEmpty()) {
                                 Q_EMIT requestsChanged();
                             }
                             Q_EMIT requestsCompleted(job, outcome);
                         };
                     });
    return job;
}

Result<QByteArray> Workbench::removeRequest(const QString& name)
{
    const PendingRequests requests(certificates().folder());
    Result<QByteArray> removed = requests.find(name).and_then(
        [&requests](const PendingRequest& one) { return requests.remove(one); });
    if (removed) {
        Q_EMIT requestsChanged();
    }
    return removed;
}

Result<void> Workbench::restoreRequest(const QString& name, const QByteArray& content)
{
    Result<void> restored = PendingRequests(certificates().folder()).restore(name, content);
    if (restored) {
        Q_EMIT requestsChanged();
    }
    return restored;
}

} // namespace workbench
