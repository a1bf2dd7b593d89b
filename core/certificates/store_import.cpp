#include "core/certificates/store_import.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <utility>

namespace workbench {
namespace {

using Action = ImportItem::Action;
using Outcome = ImportedEntry::Outcome;

/// So many files are open at once, and so many entries are between two moments to stop.
constexpr qsizetype kTogether = 64;

bool endsAll(const Error& error)
{
    return error.code == ErrorCode::FileFault || error.code == ErrorCode::PermissionDenied;
}

Result<ImportedEntry> presentEntry(const CertificateStore& store, const ImportItem& item)
{
    return store.find(item.name, CertificateLookup::Name).map([](const StoreEntry& entry) {
        return ImportedEntry {.entry = entry, .outcome = Outcome::Present};
    });
}

tl::unexpected<Error> changedMeanwhile(const QString& name)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = CertificateText::tr("“%1” was changed meanwhile.").arg(name),
                 .remedy = CertificateText::tr("Its file stays as it is; import the key again."),
                 .where = name});
}

/// Gives an entry its key, unless its file is another one by now: what was read of it may be older
/// than a renewal from here or from another program.
Result<ImportedEntry> addKey(CertificateStore& store, const ImportItem& item)
{
    Result<ImportedEntry> present = presentEntry(store, item);
    if (!present || present->entry.hasPrivateKey) {
        return present;
    }
    KeyMaterial whole = certificatesOf(present->entry);
    whole.key = item.material.key;
    Result<QByteArray> pem = toPem(whole, item.keyPassword.bytes());
    if (!pem) {
        return fail(pem.error());
    }
    const Result<QByteArray> before = readFile(present->entry.path, kLargestStoreFile);
    Result<StoreEntry> now
        = before ? parseStoreEntry(present->entry.path, *before) : fail(before.error());
    if (now) {
        now->name = item.name;
        now = *now == present->entry ? store.rewrite(item.name, *pem) : changedMeanwhile(item.name);
    }
    const QByteArray hash = fileHashOf(*pem);
    wipe(*pem);
    return now.map([&](const StoreEntry& written) {
        return ImportedEntry {.entry = written,
                              .outcome = Outcome::KeyAdded,
                              .fileBefore = *before,
                              .fileHash = hash};
    });
}

/// Carries a plan out, a part after the other.
class Import
{
public:
    Import(CertificateStore& store, ImportOutcome& outcome)
        : m_store(store)
        , m_outcome(outcome)
    { }

    /// False: the disk is full, the folder is read-only or the like.
    bool take(const QList<ImportItem>& part)
    {
        QList<NewEntry> fresh;
        for (const ImportItem& item : part) {
            if (item.action == Action::Add) {
                fresh.append({.name = item.name,
                              .material = item.material,
                              .keyPassword = item.keyPassword});
            }
        }
        const QList<Result<WrittenEntry>> added = m_store.addTogether(fresh);
        auto next = added.begin();
        for (const ImportItem& item : part) {
            switch (item.action) {
            case Action::Add:
                note((next++)->map([](const WrittenEntry& written) {
                    return ImportedEntry {.entry = written.entry,
                                          .outcome = Outcome::Added,
                                          .fileHash = written.fileHash};
                }));
                break;
            case Action::AddKey:
                note(addKey(m_store, item));
                break;
            case Action::Nothing:
                note(presentEntry(m_store, item));
                break;
            case Action::Refuse:
                m_outcome.faults.append(*item.fault);
                break;
            }
        }
        return std::none_of(m_outcome.faults.begin(), m_outcome.faults.end(), endsAll);
    }

private:
    void note(const Result<ImportedEntry>& one)
    {
        if (one) {
            m_outcome.entries.append(*one);
        } else {
            m_outcome.faults.append(one.error());
        }
    }

    CertificateStore& m_store;
    ImportOutcome& m_outcome;
};

Result<void> checkName(QList<ImportItem>& items, const QString& name)
{
    QList<ImportItem*> fresh;
    for (ImportItem& item : items) {
        if (item.action == Action::Add) {
            fresh.append(&item);
        }
    }
    if (fresh.size() > 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("%1 certificates are new, and one name is "
                                                    "given.")
                                    .arg(fresh.size()),
                     .remedy = CertificateText::tr("Import them without a name, or one by one."),
                     .where = QStringLiteral("name")});
    }
    for (ImportItem* item : std::as_const(fresh)) {
        item->name = name;
    }
    return {};
}

/// Whether the file is, byte for byte, what the import made of it. What was read of the store does
/// not tell: it is as old as the job, and the same with another passphrase.
bool isUntouched(const ImportedEntry& imported)
{
    Result<QByteArray> now = readFile(imported.entry.path, kLargestStoreFile);
    const bool isSame = now && fileHashOf(*now) == imported.fileHash;
    if (now) {
        wipe(*now);
    }
    return isSame && !QFileInfo::exists(revocationListPath(imported.entry.path));
}

/// Takes an import back, a part after the other.
class Undoing
{
public:
    Undoing(CertificateStore& store, ImportUndone& undone)
        : m_store(store)
        , m_undone(undone)
    { }

    /// False: a file cannot be removed, and no other one is tried.
    bool takeBack(const QList<ImportedEntry>& part)
    {
        QHash<QString, ImportedEntry> added;
        QList<StoreEntry> removable;
        for (const ImportedEntry& one : part) {
            if (one.outcome == Outcome::Added) {
                added.insert(one.entry.path, one);
                removable.append(one.entry);
            } else if (one.outcome == Outcome::KeyAdded && isMeant(one)) {
                rewrite(one);
            }
        }
        const Result<void> removed = m_store.removeTogether(
            removable,
            [&](const StoreEntry& entry) { return isMeant(added[entry.path]); },
            m_undone.removed);
        if (!removed) {
            m_undone.faults.append(removed.error());
        }
        return removed.has_value();
    }

private:
    bool isMeant(const ImportedEntry& one)
    {
        const bool isMeant = isUntouched(one);
        if (!isMeant) {
            m_undone.kept.append(one.entry.name);
        }
        return isMeant;
    }

    void rewrite(const ImportedEntry& one)
    {
        if (const auto written = m_store.rewrite(one.entry.name, one.fileBefore)) {
            m_undone.rewritten.append(*written);
        } else {
            m_undone.faults.append(written.error());
        }
    }

    CertificateStore& m_store;
    ImportUndone& m_undone;
};

} // namespace

ImportOutcome
importItems(CertificateStore& store, const QList<ImportItem>& items, const ImportProgress& progress)
{
    ImportOutcome outcome;
    Import import(store, outcome);
    for (qsizetype done = 0; done < items.size(); done += kTogether) {
        outcome.cancelled
            = progress && !progress(static_cast<int>(done), static_cast<int>(items.size()));
        if (outcome.cancelled || !import.take(items.mid(done, kTogether))) {
            break;
        }
    }
    return outcome;
}

Result<ImportOutcome>
importInto(CertificateStore& store, const QList<ImportFile>& files, const QString& name)
{
    QList<ImportItem> items = planImport(store, files);
    const auto refused = std::find_if(items.cbegin(), items.cend(), [](const ImportItem& item) {
        return item.action == Action::Refuse;
    });
    if (refused != items.cend()) {
        return fail(*refused->fault);
    }
    if (!name.isEmpty()) {
        if (const Result<void> named = checkName(items, name); !named) {
            return fail(named.error());
        }
    }
    return importItems(store, items);
}

ImportUndone undoImport(CertificateStore& store,
                        const QList<ImportedEntry>& imported,
                        const ImportProgress& progress)
{
    ImportUndone undone;
    Undoing undoing(store, undone);
    for (qsizetype done = 0; done < imported.size(); done += kTogether) {
        undone.cancelled
            = progress && !progress(static_cast<int>(done), static_cast<int>(imported.size()));
        if (undone.cancelled || !undoing.takeBack(imported.mid(done, kTogether))) {
            break;
        }
    }
    return undone;
}

} // namespace workbench
