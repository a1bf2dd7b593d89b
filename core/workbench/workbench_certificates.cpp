#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/store_entry_file.h"
#include "core/workbench/workbench_private.h"

#include <QDir>

#include <algorithm>

namespace workbench {
namespace {

constexpr qsizetype kAtOnce = 200; // entries that are read before the window is shown

} // namespace

Result<void> Workbench::Private::openStore()
{
    Result<CertificateStore> unread = CertificateStore::openUnread(home + QStringLiteral("/store"));
    if (!unread) {
        return fail(unread.error());
    }
    storeWatcher.watch({unread->folder()}); // before it is read: what comes meanwhile is told, too
    const bool isLarge = QDir(unread->folder()).count() > kAtOnce;
    if (!isLarge) {
        if (Result<void> read = unread->reload(); !read) {
            return read;
        }
    }
    store = std::move(*unread);
    watchStore();
    storeIsPartial = isLarge;
    if (isLarge) {
        readStore(true);
    }
    return {};
}

void Workbench::Private::readRevocations()
{
    if (storeIsPartial && storeReader) {
        return; // at its end, not with each piece
    }
    readRevocationsAgain = readingRevocations;
    if (std::exchange(readingRevocations, true)) {
        return;
    }
    QList<StoreEntry> cas;
    for (const StoreEntry& entry : store->entries()) {
        if (entry.facts.isCa) {
            cas.append(entry);
        }
    }
    pool.start([this, cas] {
        QMetaObject::invokeMethod(
            q,
            [this, read = StoreRevocations(cas)] {
                readingRevocations = false;
                if (revocations != read) {
                    revocations = read;
                    Q_EMIT q->revocationsChanged();
                }
                if (readRevocationsAgain) {
                    readRevocations();
                }
            },
            Qt::QueuedConnection);
    });
}

void Workbench::Private::watchStore()
{
    QStringList paths {store->folder()};
    for (const StoreEntry& entry : store->entries()) {
        paths.append(entry.path);
    }
    for (const Error& fault : store->faults()) { // half written now, whole in a moment
        paths.append(fault.where);
    }
    storeWatcher.watch(paths);
}

void Workbench::Private::readStore(bool inPieces)
{
    if (storeReader || !store || storeJobRuns) {
        readAgain = store.has_value(); // what a job writes is read once, when it is through
        return;
    }
    storeReader = std::make_shared<const StoreFolderReader>(store->reader());
    readAgain = false;
    pool.start([this, reader = storeReader, inPieces] {
        const auto receive = [&](StoredFiles batch, int, int) {
            if (inPieces) {
                QMetaObject::invokeMethod(
                    q,
                    [this, batch = std::move(batch), revision = reader->revision] {
                        if (store->reader().revision == revision) {
                            store->take(batch);
                            Q_EMIT q->certificatesChanged();
                        }
                    },
                    Qt::QueuedConnection);
            }
            return !stopReading;
        };
        Result<StoreChanges> changes = reader->read(receive);
        QMetaObject::invokeMethod(
            q,
            [this, changes = std::move(changes)] { finishReading(changes); },
            Qt::QueuedConnection);
    });
}

void Workbench::Private::finishReading(const Result<StoreChanges>& changes)
{
    storeReader.reset();
    const bool applied = changes && store->apply(*changes);
    const bool wasPartial = std::exchange(storeIsPartial, storeIsPartial && !applied);
    watchStore();
    if (applied && (wasPartial || changes->areVisible)) {
        Q_EMIT q->certificatesChanged(); // revocations are read with it
    } else {
        readRevocations(); // a list is no entry: that one was written changes none
    }
    if (!changes && changes.error().code != ErrorCode::Cancelled) {
        Q_EMIT q->certificatesUnreadable(changes.error());
    }
    if (readAgain || (changes && !applied)) {
        readStore(false);
    }
}

void Workbench::Private::completeStore()
{
    if (storeIsPartial && store->reload()) {
        storeIsPartial = false;
    }
}

bool Workbench::isReadingCertificates() const
{
    return d->storeIsPartial && d->storeReader;
}

OpenedStores& Workbench::stores()
{
    return d->stores;
}

const StoreRevocations& Workbench::revocations() const
{
    return d->revocations;
}

const CertificateStore& Workbench::certificates() const
{
    return d->store ? *d->store : d->emptyStore;
}

Result<StoreEntry> Workbench::addCertificate(const QString& name,
                                             const KeyMaterial& material,
                                             const QByteArray& keyPassword)
{
    if (!d->store) {
        return notOpen(d->home);
    }
    d->completeStore();
    Result<StoreEntry> entry = d->store->add(name, material, keyPassword);
    if (entry) {
        Q_EMIT certificatesChanged();
    }
    return entry;
}

Result<RemovedEntry> Workbench::removeCertificate(const QString& name)
{
    if (!d->store) {
        return notFound(name);
    }
    d->completeStore();
    Result<RemovedEntry> content = d->store->remove(name);
    if (content) {
        Q_EMIT certificatesChanged();
    }
    return content;
}

Result<StoreEntry> Workbench::restoreCertificate(const QString& name, const RemovedEntry& removed)
{
    if (!d->store) {
        return notFound(name);
    }
    d->completeStore();
    Result<StoreEntry> entry = d->store->restore(name, removed);
    if (entry) {
        Q_EMIT certificatesChanged();
    }
    return entry;
}

Result<void> Workbench::renameCertificate(const QString& name, const QString& newName)
{
    if (!d->store) {
        return notFound(name);
    }
    d->completeStore();
    Result<void> renamed = d->store->rename(name, newName);
    if (!renamed) {
        return renamed;
    }
    workbench::renameCertificate(d->workspace, name, newName);
    Q_EMIT certificatesChanged();
    return d->save();
}

int Workbench::issueCertificate(const QString& name,
                                const CertificateRequest& request,
                                const QString& issuerName,
                                const QByteArray& issuerPassword,
                                const QByteArray& keyPassword)
{
    const int job = ++d->lastJob;
    const auto report = [this, job](const Error& error) {
        QMetaObject::invokeMethod(
            this,
            [this, job, error] {
                d->cancelledJobs.remove(job);
                Q_EMIT certificateIssueFailed(job, error);
            },
            Qt::QueuedConnection);
    };
    d->completeStore();
    std::shared_ptr<KeyMaterial> issuer;
    if (!issuerName.isEmpty()) {
        const Result<StoreEntry> entry = certificates().find(issuerName);
        if (!entry) {
            report(entry.error());
            return job;
        }
        QByteArray passphrase
            = issuerPassword.isEmpty() ? keptPassphrase(entry->name) : issuerPassword;
        const Result<KeyMaterial> material = certificates().load(*entry, passphrase);
        wipe(passphrase);
        if (!material) {
            report(material.error());
            return job;
        }
        issuer = std::make_shared<KeyMaterial>(*material);
    }
    const SecretBytes secret = SecretBytes(QByteArray(keyPassword));
    d->pool.start([this, job, name, request, issuer, secret, report] {
        const Result<KeyMaterial> made = workbench::issueCertificate(request, issuer.get());
        if (!made) {
            report(made.error());
            return;
        }
        QMetaObject::invokeMethod(
            this,
            [this, job, name, material = *made, secret, report] {
                const Result<StoreEntry> entry = d->cancelledJobs.remove(job)
                    ? fail({.code = ErrorCode::Cancelled, .message = tr("It was cancelled.")})
                    : addCertificate(name, material, secret.bytes());
                if (entry) {
                    Q_EMIT certificateIssued(job, name);
                } else {
                    report(entry.error());
                }
            },
            Qt::QueuedConnection);
    });
    return job;
}

void Workbench::cancelIssue(int job)
{
    d->cancelledJobs.insert(job);
}

Result<QByteArray> Workbench::certificateFile(const StoreEntry& entry) const
{
    const Result<StoreEntry> now = certificates().find(entry.name, CertificateLookup::Name);
    if (!now) {
        return fail(now.error());
    }
    if (now->der != entry.der) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” has another certificate by now.").arg(entry.name),
                     .remedy = tr("Look at it again."),
                     .where = entry.name});
    }
    return readFile(now->path, kLargestStoreFile);
}

Result<StoreEntry> Workbench::rewriteCertificate(const QString& name,
                                                 const QByteArray& before,
                                                 const QByteArray& after)
{
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    Result<QByteArray> now = entry ? readFile(entry->path, kLargestStoreFile) : fail(entry.error());
    if (!now) {
        return fail(now.error());
    }
    const bool isAsBefore = *now == before;
    wipe(*now);
    if (!isAsBefore) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = tr("“%1” was changed meanwhile.").arg(name),
                     .remedy = tr("Its file stays as it is."),
                     .where = name});
    }
    Result<StoreEntry> written = d->store->rewrite(name, after);
    if (written) {
        Q_EMIT certificatesChanged();
    }
    return written;
}

QList<CertificateUser> Workbench::certificateUsers(const StoreEntry& entry) const
{
    return workbench::certificateUsers(d->workspace, certificates(), entry);
}

QStringList Workbench::usersOfCertificate(const QString& name) const
{
    const Result<StoreEntry> entry = certificates().find(name, CertificateLookup::Name);
    return entry ? namesOf(certificateUsers(*entry)) : QStringList();
}

} // namespace workbench
