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

} // namespace workbench
