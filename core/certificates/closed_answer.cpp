#include "core/certificates/closed_answer.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/store_entry_file.h"

namespace workbench {

Result<StoreEntry> answerWithClosedKey(CertificateStore& store,
                                       const QString& name,
                                       const KeyMaterial& certificates,
                                       const PendingRequest& pending)
{
    Result<QByteArray> content = readFile(pending.path, kLargestStoreFile);
    if (!content) {
        return fail(content.error());
    }
    RemovedEntry whole;
    whole.file = withCertificates(
        *content, QList<std::shared_ptr<X509>> {certificates.certificate} + certificates.chain);
    Result<StoreEntry> entry = store.restore(name.trimmed(), whole);
    wipe(whole.file);
    wipe(*content);
    return entry;
}

} // namespace workbench
