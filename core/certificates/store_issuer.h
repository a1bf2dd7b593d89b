#pragma once

#include "core/certificates/certificate_store.h"

namespace workbench {

/// The entry that signed the certificate and has the key to do so again: by name and signature.
/// Error (NotFound, where = "issuer") names the issuer that is missing.
Result<StoreEntry> issuerEntry(const QList<StoreEntry>& entries, X509* certificate);
Result<StoreEntry> issuerEntry(const CertificateStore& store, X509* certificate);

} // namespace workbench
