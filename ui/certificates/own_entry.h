#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/chain/entry_file.h"

namespace workbench {

/// Whether an entry lies in "My certificates": another store may have one of the same name.
inline bool isOwnEntry(const CertificateStore& mine, const StoreEntry& entry)
{
    const Result<StoreEntry> own = mine.find(entry.name, CertificateLookup::Name);
    return own && own->path == entry.path;
}

/// The certificates of an entry: of "My certificates" as they stand in the file, which is read; of
/// another store, whose file may hold any number of entries, those that belong to it.
inline QList<std::shared_ptr<X509>> certificatesAround(const CertificateStore& mine,
                                                       const StoreEntry& entry)
{
    const KeyMaterial own = certificatesOf(entry);
    const QList<std::shared_ptr<X509>> known
        = QList<std::shared_ptr<X509>> {own.certificate} + own.chain;
    return isOwnEntry(mine, entry) ? certificatesInFile(entry).value_or(known) : known;
}

} // namespace workbench
