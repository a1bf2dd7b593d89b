#pragma once

#include "app/command_line/store_call.h"
#include "core/certificates/chain/certificate_pool.h"
#include "core/certificates/stores/certificate_source.h"

namespace workbench {

/// What --from names, in that order; "store" is the own one. Errors as of openSource().
Result<QList<CertificateSourcePtr>> givenSources(const StoreCall& call);

/// Everything in the stores of --from, for the search of issuers. Faults of single files go to
/// standard error.
Result<QList<PoolPlace>> givenPlaces(const StoreCall& call);

/// An entry of the own store or of another one.
struct FoundEntry
{
    StoreEntry entry;
    CertificateSourcePtr source; ///< null: the own store
};

/// The entry of that name or hash: in the own store, then in the stores of --from; of a PKCS#11 URI
/// the one on the token. Errors: NotFound, those of reading.
Result<FoundEntry> findEntry(const StoreCall& call, const QString& id);

/// Certificate, chain and key, asked for its passphrase as loadWithKey() does; `password` (may be
/// null): the one that it took.
Result<KeyMaterial> loadWithKey(const StoreCall& call,
                                const FoundEntry& found,
                                const QByteArray& given,
                                QByteArray* password);

} // namespace workbench
