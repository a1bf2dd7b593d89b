#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_folder.h"

#include <QCryptographicHash>

namespace workbench {
namespace {

/// Why the entry cannot stand beside those that are about to be written.
Result<void> checkAmong(const QList<Result<WrittenEntry>>& pending, const StoreEntry& entry)
{
    for (const Result<WrittenEntry>& other : pending) {
        if (other && (other->entry.name == entry.name || other->entry.der == entry.der)) {
            return fail({.code = ErrorCode::AlreadyExists,
                         .message = CertificateText::tr("It comes twice, as “%1” and as “%2”.")
                                        .arg(other->entry.name, entry.name),
                         .remedy = CertificateText::tr("Give every certificate a name of its own."),
                         .where = QStringLiteral("name")});
        }
    }
    return {};
}

} // namespace

QByteArray fileHashOf(const QByteArray& content)
{
    return QCryptographicHash::hash(content, QCryptographicHash::Sha256);
}

QList<Result<WrittenEntry>> CertificateStore::addTogether(const QList<NewEntry>& entries)
{
    AtomicFileBatch files;
    TakenPaths taken = takenPaths();
    QList<Result<WrittenEntry>> outcomes;
    const auto stage = [&](const NewEntry& one) -> Result<WrittenEntry> {
        const QString name = one.name.trimmed();
        const Result<QString> path
            = checkMaterial(one.material)
                  .and_then([&] { return checkNewName(name); })
                  .and_then(
                      [&] { return checkNewCertificate(toDer(one.material.certificate.get())); })
                  .and_then([&] { return newPath(name, taken); });
        Result<QByteArray> pem
            = path ? toPem(one.material, one.keyPassword.bytes()) : fail(path.error());
        if (!pem) {
            return fail(pem.error());
        }
        Result<StoreEntry> entry = parseStoreEntry(*path, *pem);
        if (entry) {
            entry->name = name;
            const Result<void> written = checkAmong(outcomes, *entry).and_then([&] {
                return files.add(*path, *pem, Existing::Refuse);
            });
            if (written) {
                taken.add(*path);
            } else {
                entry = fail(storeWriteError(m_folder, written.error()));
            }
        }
        const QByteArray hash = fileHashOf(*pem);
        wipe(*pem);
        return entry.map([&hash](const StoreEntry& written) {
            return WrittenEntry {.entry = written, .fileHash = hash};
        });
    };
    for (const NewEntry& one : entries) {
        outcomes.append(stage(one));
    }
    const QList<Result<void>> written = files.publish();
    QList<StoreEntry> added;
    auto next = written.begin();
    for (Result<WrittenEntry>& outcome : outcomes) {
        if (!outcome) {
            continue;
        }
        if (const Result<void>& one = *next++; one) {
            added.append(outcome->entry);
        } else {
            outcome = fail(storeWriteError(m_folder, one.error()));
        }
    }
    insert(added);
    return outcomes;
}

} // namespace workbench
