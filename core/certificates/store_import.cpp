#include "core/certificates/store_import.h"

#include "core/base/atomic_file.h"
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

Result<ImportedEntry> addKey(CertificateStore& store, const ImportItem& item)
{
    Result<ImportedEntry> present = presentEntry(store, item);
    if (!present || present->entry.hasPrivateKey) {
        return present;
    }
    const Result<QByteArray> before = readFile(present->entry.path, kLargestStoreFile);
    if (!before) {
        return fail(before.error());
    }
    KeyMaterial whole = certificatesOf(present->entry);
    whole.key = item.material.key;
    return store.replace(item.name, whole, item.keyPassword.bytes())
        .map([&before](const StoreEntry& written) {
            return ImportedEntry {
                .entry = written, .outcome = Outcome::KeyAdded, .fileBefore = *before};
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
        const QList<Result<StoreEntry>> added = m_store.addTogether(fresh);
        auto next = added.begin();
        for (const ImportItem& item : part) {
            switch (item.action) {
            case Action::Add:
                note((next++)->map([](const StoreEntry& entry) {
                    return ImportedEntry {.entry = entry, .outcome = Outcome::Added};
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

/// Whether the entry is what the import made of it.
bool isUntouched(const CertificateStore& store, const StoreEntry& imported)
{
    const Result<StoreEntry> now = store.find(imported.name, CertificateLookup::Name);
    return now && *now == imported && !QFileInfo::exists(revocationListPath(now->path));
}

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
    for (qsizetype done = 0; done < imported.size(); done += kTogether) {
        undone.cancelled
            = progress && !progress(static_cast<int>(done), static_cast<int>(imported.size()));
        if (undone.cancelled) {
            break;
        }
        QList<StoreEntry> removable;
        for (const ImportedEntry& one : imported.mid(done, kTogether)) {
            if (one.outcome == Outcome::Present) {
                continue;
            }
            if (!isUntouched(store, one.entry)) {
                undone.kept.append(one.entry.name);
            } else if (one.outcome == Outcome::Added) {
                removable.append(one.entry);
            } else if (const auto written = store.rewrite(one.entry.name, one.fileBefore)) {
                undone.rewritten.append(*written);
            } else {
                undone.faults.append(written.error());
            }
        }
        if (const Result<void> removed = store.removeTogether(removable, undone.removed);
            !removed) {
            undone.faults.append(removed.error());
            break;
        }
    }
    return undone;
}

} // namespace workbench
