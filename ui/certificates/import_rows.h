#pragma once

#include "core/certificates/import_plan.h"
#include "core/certificates/pending_requests.h"
#include "ui/certificates/import_reader.h"
#include "ui/common/state.h"

namespace workbench {

/// One thing that was found in files: a row of the review list.
struct ImportRow
{
    enum class Kind
    {
        Material, ///< certificate, key or both: `item`
        Request, ///< to be signed; with its key: to wait here for its certificate
        Other ///< a revocation list, or a file that cannot be read: nothing to take
    };

    Kind kind = Kind::Other;
    ImportItem item; ///< its name is what a person can change
    SigningRequestPtr request;
    std::shared_ptr<EVP_PKEY> requestKey; ///< kept under the item's password; null: none
    QString what; ///< "Certificate with key", "CA", …
    QString subject;
    QString origin; ///< files
    State state = State::Note;
    QString status; ///< in words, also why it cannot be taken
    QString existing; ///< the entry that it is or belongs to; empty: none
    std::optional<Error> fault; ///< why it cannot be taken
    bool takeable = true;
    bool taken = true; ///< as long as nobody decides otherwise
};

/// Everything that was found, in the order of the files as far as it is not put together: keys meet
/// certificates, and requests where no certificate needs them. `waiting`: requests that wait here;
/// `soonDays`: what counts as expiring soon. May take a while with thousands of certificates:
/// thread-safe.
QList<ImportRow> importRows(const CertificateStore& store,
                            const QList<PendingRequest>& waiting,
                            const QList<FoundFile>& files,
                            int soonDays);

} // namespace workbench
