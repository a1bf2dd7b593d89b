#pragma once

#include "core/certificates/import_plan.h"

#include <functional>

namespace workbench {

/// What an import did for one certificate.
struct ImportedEntry
{
    enum class Outcome
    {
        Added,
        KeyAdded, ///< the entry was there without its key
        Present ///< nothing is imported twice
    };

    StoreEntry entry;
    Outcome outcome = Outcome::Added;
    QByteArray fileBefore = {}; ///< of KeyAdded: the file without the key
    QByteArray fileHash = {}; ///< of what was written, as of fileHashOf(); empty: nothing
};

/// Gets how many of how many are done, before each part of the work. False: stop.
using ImportProgress = std::function<bool(int done, int total)>;

/// How far an import came.
struct ImportOutcome
{
    QList<ImportedEntry> entries; ///< in the order of the items
    QList<Error> faults; ///< what could not be imported
    bool cancelled = false;
};

/// Does what a plan says. Of what one refuses, and of what went wrong, `faults` tells; a fault of
/// the disk or of rights ends it. Whatever happens on the way, what is in `entries` is in the
/// store.
ImportOutcome importItems(CertificateStore& store,
                          const QList<ImportItem>& items,
                          const ImportProgress& progress = {});

/// Plans and imports: everything, or nothing where the plan refuses something. `name`: exactly this
/// one, for a single new certificate. Errors: KeyMismatch; InvalidInput (where = "name": several
/// are new). What went wrong on the way is in the outcome.
Result<ImportOutcome>
importInto(CertificateStore& store, const QList<ImportFile>& files, const QString& name = {});

/// What undoing an import did.
struct ImportUndone
{
    QList<StoreEntry> removed;
    QList<StoreEntry> rewritten; ///< they have lost their keys again
    QStringList kept; ///< names of entries whose files are not as they were imported any more
    QList<Error> faults;
    bool cancelled = false;
};

/// Takes back what an import did. Entries whose files were changed since, by whomever, stay as they
/// are, and so does a CA that revoked something meanwhile.
ImportUndone undoImport(CertificateStore& store,
                        const QList<ImportedEntry>& imported,
                        const ImportProgress& progress = {});

} // namespace workbench
