#include "core/certificates/store_import.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"

#include <algorithm>

namespace workbench {
namespace {

using Outcome = ImportedEntry::Outcome;

Error fitsNothing(EVP_PKEY* key, bool isAlone, const QString& origin)
{
    const QString what = keyDescription(key);
    if (isAlone) {
        return {.code = ErrorCode::KeyMismatch,
                .message = CertificateText::tr("It holds a private key (%1), but no certificate, "
                                               "and it fits none of the store.")
                               .arg(what),
                .remedy = CertificateText::tr("Import the certificate that belongs to it together "
                                              "with the key, or before it."),
                .where = origin};
    }
    return {.code = ErrorCode::KeyMismatch,
            .message = CertificateText::tr("The private key (%1) belongs to none of the "
                                           "certificates, here or in the store.")
                           .arg(what),
            .remedy = CertificateText::tr("Take the key that was made together with the "
                                          "certificate; their public keys are equal."),
            .where = origin};
}

const StoreEntry* entryOf(const CertificateStore& store, const KeyMaterial& material)
{
    const QByteArray der = material.certificate ? toDer(material.certificate.get()) : QByteArray();
    const auto& entries = store.entries();
    const auto found = std::find_if(entries.cbegin(), entries.cend(), [&](const StoreEntry& one) {
        return material.certificate
            ? one.der == der
            : keyFits(
                {.certificate = certificatesOf(one).certificate, .chain = {}, .key = material.key});
    });
    return found == entries.cend() ? nullptr : &*found;
}

/// The name for people: common name, else the first SAN without its type, else the serial.
QString subjectName(const KeyMaterial& material)
{
    const CertificateFacts facts = certificateFacts(material.certificate.get());
    if (!facts.commonName.isEmpty()) {
        return facts.commonName;
    }
    return facts.san.isEmpty() ? facts.serial : facts.san.first().section(QLatin1Char(':'), 1);
}

Result<ImportedEntry>
update(CertificateStore& store, const StoreEntry& entry, const KeyMaterial& material)
{
    if (!material.key || entry.hasPrivateKey) {
        return ImportedEntry {.entry = entry, .outcome = Outcome::Present};
    }
    KeyMaterial whole = certificatesOf(entry);
    whole.key = material.key;
    const Result<StoreEntry> written = store.replace(entry.name, whole);
    if (!written) {
        return fail(written.error());
    }
    return ImportedEntry {.entry = *written, .outcome = Outcome::KeyAdded};
}

} // namespace

Result<QList<ImportedEntry>> importInto(CertificateStore& store,
                                        const CertificateBundle& bundle,
                                        const QString& wish,
                                        const QString& origin)
{
    const QList<KeyMaterial> groups = groupMaterial(bundle);
    for (const KeyMaterial& group : groups) {
        if (!group.certificate && entryOf(store, group) == nullptr) {
            return fail(fitsNothing(group.key.get(), bundle.certificates.isEmpty(), origin));
        }
    }
    QList<ImportedEntry> imported;
    for (const KeyMaterial& group : groups) {
        if (const StoreEntry* present = entryOf(store, group)) {
            const Result<ImportedEntry> updated = update(store, StoreEntry(*present), group);
            if (!updated) {
                return fail(updated.error());
            }
            imported.append(*updated);
            continue;
        }
        const bool isNamed = groups.size() == 1 && !wish.isEmpty();
        const QString name = isNamed ? wish : store.freeName(subjectName(group));
        const Result<StoreEntry> added = store.add(name, group);
        if (!added) {
            return fail(added.error());
        }
        imported.append({.entry = *added, .outcome = Outcome::Added});
    }
    return imported;
}

} // namespace workbench
