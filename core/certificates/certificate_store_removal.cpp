#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/store_folder.h"

#include <filesystem>

namespace workbench {

Result<RemovedEntry> CertificateStore::remove(const QString& name)
{
    const Result<StoreEntry> entry = find(name, CertificateLookup::Name);
    if (!entry) {
        return fail(entry.error());
    }
    Result<QByteArray> content = readFile(entry->path, kLargestStoreFile);
    if (!content && content.error().code != ErrorCode::NotFound) {
        return fail(content.error());
    }
    const auto wipeContent = [&content] { // it may hold the private key
        if (content) {
            wipe(*content);
        }
    };
    const QString list = revocationListPath(entry->path);
    const Result<QByteArray> revoked = readFile(list, kLargestStoreFile);
    if (!revoked && revoked.error().code != ErrorCode::NotFound) {
        wipeContent();
        return fail(revoked.error());
    }
    std::error_code code;
    if (std::filesystem::remove(nativePath(entry->path), code); !code) {
        // A list that outlived its CA would be taken for that of the next one of this name.
        std::filesystem::remove(nativePath(list), code);
        if (code && content) { // all of it or nothing
            static_cast<void>(writeFileAtomically(entry->path, *content, Existing::Refuse));
        }
    }
    if (code) {
        wipeContent();
        return fail(folderError(
            m_folder,
            CertificateText::tr("The certificate cannot be removed from the folder “%1”: %2."),
            code));
    }
    forget({*entry});
    return RemovedEntry {.file = content.value_or(QByteArray()),
                         .revocationList = revoked.value_or(QByteArray())};
}

Result<void> CertificateStore::removeTogether(const QList<StoreEntry>& entries,
                                              const std::function<bool(const StoreEntry&)>& isMeant,
                                              QList<StoreEntry>& removed)
{
    std::error_code code;
    const qsizetype before = removed.size();
    for (const StoreEntry& entry : entries) {
        if (!isMeant(entry)) {
            continue;
        }
        std::filesystem::remove(nativePath(entry.path), code);
        if (code) {
            break;
        }
        removed.append(entry);
    }
    forget(removed.mid(before));
    if (code) {
        return fail(folderError(
            m_folder,
            CertificateText::tr("The certificate cannot be removed from the folder “%1”: %2."),
            code));
    }
    return {};
}

Result<StoreEntry> CertificateStore::restore(const QString& name, const RemovedEntry& removed)
{
    const Result<QString> path
        = checkNewName(name).and_then([&] { return newPath(name, takenPaths()); });
    if (!path) {
        return fail(path.error());
    }
    Result<StoreEntry> entry = write(name, *path, removed.file, false);
    if (!entry || removed.revocationList.isEmpty()) {
        return entry;
    }
    const Result<void> listed
        = writeFileAtomically(revocationListPath(entry->path), removed.revocationList);
    return listed ? entry : fail(storeWriteError(m_folder, listed.error()));
}

} // namespace workbench
