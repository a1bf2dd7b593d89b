#pragma once

#include "core/certificates/pending_requests.h"

namespace workbench {

/// What PendingRequests::answer() does, with the key of the request as it stands in its file: it
/// stays under its passphrase and is not opened, so that nobody is asked for that. Errors: those of
/// reading the request and of CertificateStore::restore().
Result<StoreEntry> answerWithClosedKey(CertificateStore& store,
                                       const QString& name,
                                       const KeyMaterial& certificates,
                                       const PendingRequest& pending);

} // namespace workbench
