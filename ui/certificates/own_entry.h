#pragma once

#include "core/certificates/certificate_store.h"

namespace workbench {

/// Whether an entry lies in "My certificates": another store may have one of the same name.
inline bool isOwnEntry(const CertificateStore& mine, const StoreEntry& entry)
{
    const Result<StoreEntry> own = mine.find(entry.name, CertificateLookup::Name);
    return own && own->path == entry.path;
}

} // namespace workbench
