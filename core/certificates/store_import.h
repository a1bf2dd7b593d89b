#pragma once

#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_store.h"

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
};

/// Puts everything of the bundle into the store: certificates with their issuers, keys with their
/// certificates, those of the store included. `wish`: the name when there is one certificate;
/// otherwise, and when it is empty, they are named after their subjects. Nothing is changed when a
/// key fits no certificate. Errors: KeyMismatch; those of CertificateStore::add().
Result<QList<ImportedEntry>> importInto(CertificateStore& store,
                                        const CertificateBundle& bundle,
                                        const QString& wish,
                                        const QString& origin);

} // namespace workbench
