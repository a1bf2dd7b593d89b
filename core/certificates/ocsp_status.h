#pragma once

#include "core/certificates/key_material.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/store_entry.h"

namespace workbench {

/// What a CA of the store has to say about a certificate that it issued: revoked where its current
/// revocation list says so, else good. `ca` is the entry's certificate. Errors of
/// CaRevocations::current().
Result<OcspRequest> ocspStatusOf(const StoreEntry& entry, const KeyMaterial& ca, X509* certificate);

} // namespace workbench
