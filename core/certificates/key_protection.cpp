#include "core/certificates/key_protection.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/store_entry_file.h"

namespace workbench {
namespace {

/// The entry's file with its key under the new passphrase.
Result<QByteArray> protectedContent(const CertificateStore& store,
                                    const StoreEntry& entry,
                                    const QByteArray& oldPassphrase,
                                    const QByteArray& newPassphrase)
{
    const Result<KeyMaterial> material = store.load(entry, oldPassphrase);
    Result<QByteArray> key = material ? keyPem(*material, newPassphrase) : fail(material.error());
    Result<QByteArray> content = key ? readFile(entry.path, kLargestStoreFile) : fail(key.error());
    if (!content) {
        return content;
    }
    Result<QByteArray> written = withPrivateKey(*content, *key);
    wipe(*content);
    wipe(*key);
    if (!written) {
        written.error().where = entry.path;
    }
    return written;
}

} // namespace

Result<StoreEntry> protectKey(CertificateStore& store,
                              const QString& name,
                              const QByteArray& oldPassphrase,
                              const QByteArray& newPassphrase)
{
    Result<StoreEntry> entry = store.find(name, CertificateLookup::Name);
    if (!entry) {
        return entry;
    }
    if (!entry->hasPrivateKey) {
        return fail(
            {.code = ErrorCode::NoPrivateKey,
             .message = CertificateText::tr("There is no private key in “%1”.").arg(entry->name),
             .remedy = CertificateText::tr("Import its key first."),
             .where = QStringLiteral("certificate")});
    }
    Result<QByteArray> content = protectedContent(store, *entry, oldPassphrase, newPassphrase);
    if (!content) {
        return fail(content.error());
    }
    Result<StoreEntry> written = store.rewrite(name, *content);
    wipe(*content);
    return written;
}

} // namespace workbench
