#pragma once

#include "app/command_line/store_call.h"
#include "core/certificates/import_content.h"
#include "core/certificates/import_plan.h"
#include "core/certificates/pending_requests.h"

namespace workbench {

/// A file of `store import` and what is in it.
struct GivenImport
{
    QString path;
    QList<SigningRequestPtr> requests;
};

/// The requests of an import.
struct TakenRequests
{
    QList<NewRequest> taken; ///< they wait in the store from then on
    QList<PendingRequest> present; ///< they do so already
    QList<Error> faults; ///< nobody has their keys
};

/// Takes requests and their private keys out of the files. Of one that there is a certificate for
/// nothing is kept.
TakenRequests
takeRequests(const StoreCall& call, const QList<GivenImport>& given, QList<ImportFile>& files);

} // namespace workbench
